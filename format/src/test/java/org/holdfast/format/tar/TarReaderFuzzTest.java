package org.holdfast.format.tar;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.holdfast.format.tar.Samples.Read;
import org.holdfast.names.BytePath;
import org.holdfast.sync.StoredEntry;

/// Whatever stands in the place of an archive. The checksums of headers are put right, since no fuzzer finds them; one
/// that is wrong by intent is a header without its magic.
class TarReaderFuzzTest {
    private static final byte[] MAGIC = "ustar".getBytes(StandardCharsets.US_ASCII);

    @FuzzTest
    void read(byte[] input) throws IOException {
        byte[] archive = withChecksums(input);
        List<Read> all;
        try {
            all = Samples.read(archive);
        } catch (TarFormatException e) {
            assertThat(e).hasMessageNotContaining("\n");
            return;
        }
        all.forEach(each -> {
            staysInside(each.member().path());
            each.member().hardlinkTo().ifPresent(TarReaderFuzzTest::staysInside);
            assertThat(each.content().length()).isEqualTo(each.member().size());
        });
        List<Read> trees =
                all.stream().filter(each -> each.member().stored().isPresent()).toList();
        assertThat(Samples.read(rewritten(trees))).isEqualTo(trees);
    }

    private static void staysInside(BytePath path) {
        String raw = "/" + Layout.raw(path.bytes()) + "/";
        assertThat(raw.startsWith("//") && raw.length() > 2)
                .as("leaves the tree: %s", path)
                .isFalse();
        assertThat(raw).doesNotContain("/../").doesNotContain("\0");
    }

    private static byte[] rewritten(List<Read> all) throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        TarWriter writer = new TarWriter(out);
        for (Read each : all) {
            StoredEntry entry = each.member().stored().orElseThrow();
            if (Samples.hasContent(entry)) {
                writer.add(entry, new ByteArrayInputStream(Layout.bytes(each.content())));
            } else {
                writer.add(entry);
            }
        }
        writer.finish();
        return out.toByteArray();
    }

    private static byte[] withChecksums(byte[] input) {
        byte[] archive = input.clone();
        for (int block : headers(archive)) {
            int checksum = block + Layout.CHECKSUM.offset();
            Arrays.fill(archive, checksum, block + Layout.CHECKSUM.end(), (byte) ' ');
            int sum = 0;
            for (int i = block; i < block + Layout.BLOCK; i++) {
                sum += archive[i] & 0xff;
            }
            byte[] digits = "%06o\0 ".formatted(sum).getBytes(StandardCharsets.US_ASCII);
            System.arraycopy(digits, 0, archive, checksum, digits.length);
        }
        return archive;
    }

    private static List<Integer> headers(byte[] archive) {
        List<Integer> found = new ArrayList<>();
        for (int block = 0; block + Layout.BLOCK <= archive.length; block += Layout.BLOCK) {
            int magic = block + Layout.MAGIC.offset();
            if (Arrays.equals(archive, magic, magic + MAGIC.length, MAGIC, 0, MAGIC.length)) {
                found.add(block);
            }
        }
        return found;
    }
}
