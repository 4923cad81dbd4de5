package org.holdfast.engine.doctor;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.holdfast.engine.StoreLocation;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class NestedSitesTest {
    @TempDir
    Path temporary;

    /// Who lies in whom, of sites named by their place in the list.
    private static List<String> nested(String... locations) throws IOException {
        Map<String, StoreLocation> sites = new LinkedHashMap<>();
        for (String location : locations) {
            sites.put(String.valueOf(sites.size()), StoreLocation.parse(location, Map.of("AWS_REGION", "eu-west-1")));
        }
        return NestedSites.check(sites).stream()
                .map(it -> it.where() + it.what().replaceAll("it lies inside site (\\d+):.*", "<$1"))
                .toList();
    }

    @Test
    void aDirectoryBelowAnotherIsFoundThroughLinksAndBeforeItExists() throws Exception {
        Path real = Files.createDirectory(temporary.toRealPath().resolve("real"));
        Path link = Files.createSymbolicLink(temporary.resolve("link"), real);

        assertThat(nested(real.toString(), link + "/not/yet")).containsExactly("1<0");
        assertThat(nested(link + "/not/yet", real.toString())).containsExactly("0<1");
        assertThat(nested(
                        real.toString(),
                        real + "2",
                        real.resolveSibling("other").toString()))
                .isEmpty();
    }

    @Test
    void aPrefixBelowAnotherIsFoundInTheSameBucketOnly() throws Exception {
        assertThat(nested("s3://one", "s3://one/a", "s3://one/a/b", "s3://two/a/c"))
                .containsExactly("1<0", "2<0", "2<1");
        assertThat(nested("s3://one/a", "s3://one/ab", "s3://onea/b")).isEmpty();
        assertThat(nested("s3://one/a?endpoint=http://127.0.0.1:1", "s3://one/a/b?endpoint=http://127.0.0.1:2"))
                .isEmpty();
    }

    @Test
    void whatKeepsNothingIsInsideNothing() throws Exception {
        assertThat(nested("noop:", "noop:", "/", "/x")).containsExactly("3<2");
    }
}
