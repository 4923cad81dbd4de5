package org.holdfast.sync;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.Optional;
import org.holdfast.names.BytePath;
import org.junit.jupiter.api.Test;

class HardLinksTest {
    private final HardLinks links = new HardLinks();

    private Optional<String> earlier(String path, long inode, int count, String sha256) {
        TreeEntry entry = new TreeEntry(
                BytePath.parse(path),
                Kind.FILE,
                1,
                Instant.EPOCH,
                0644,
                0,
                0,
                Optional.empty(),
                new FileIdentity(1, inode, count, Instant.EPOCH));
        return links.earlier(entry, Optional.of(sha256)).map(BytePath::toString);
    }

    @Test
    void theFirstNameSeenIsTheFile() {
        assertThat(earlier("a", 5, 3, "x")).isEmpty();
        assertThat(earlier("b", 6, 2, "x")).isEmpty();
        assertThat(earlier("c", 5, 3, "x")).contains("a");
        assertThat(earlier("d", 5, 3, "x")).contains("a");
        assertThat(earlier("e", 6, 2, "x")).contains("b");
    }

    @Test
    void afterTheLastNameNothingIsRemembered() {
        assertThat(earlier("a", 5, 2, "x")).isEmpty();
        assertThat(earlier("b", 5, 2, "x")).contains("a");
        assertThat(earlier("c", 5, 2, "x")).isEmpty();
    }

    @Test
    void otherContentIsAnotherFile() {
        assertThat(earlier("a", 5, 2, "x")).isEmpty();
        assertThat(earlier("b", 5, 2, "y")).isEmpty();
    }

    @Test
    void aSingleNameIsNoHardLink() {
        assertThat(earlier("a", 5, 1, "x")).isEmpty();
        assertThat(earlier("b", 5, 1, "x")).isEmpty();
    }
}
