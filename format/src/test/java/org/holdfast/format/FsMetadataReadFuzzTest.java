package org.holdfast.format;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.util.Set;
import java.util.stream.Stream;

/// Whatever other software wrote as `fsmetadata.json` is understood or refused, and leads nowhere else.
class FsMetadataReadFuzzTest {
    @FuzzTest
    void reads(byte[] input) throws IOException {
        FsMetadata.Found found;
        try {
            found = FsMetadata.read(new ByteArrayInputStream(input));
        } catch (DamagedException e) {
            assertThat(e.getMessage()).startsWith("fsmetadata.json ");
            return;
        }
        Stream.of(found.emptyDirectories(), found.programs(), found.links().keySet())
                .flatMap(Set::stream)
                .forEach(path -> assertThat("/" + path.text() + "/").doesNotContain("//", "/./", "/../"));
    }
}
