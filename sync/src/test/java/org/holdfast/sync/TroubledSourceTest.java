package org.holdfast.sync;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.holdfast.names.BytePath;
import org.holdfast.sync.MeddledFolder.Meddling;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Scans of a tree with a directory mounted in it, where single calls fail.
class TroubledSourceTest {
    @TempDir
    Path dir;

    private SourceTree tree(MeddledFolder meddled) {
        return new SourceTree(
                new TreeMap<>(Map.of(
                        BytePath.ROOT, dir.resolve("top"), BytePath.parse("in/mounted"), dir.resolve("elsewhere"))),
                meddled.opener());
    }

    private Scanned scanned(Meddling meddling) throws IOException {
        MeddledFolder meddled = new MeddledFolder(meddling);
        Scanned scanned = Scanned.of(tree(meddled));
        assertThat(meddled.open()).isZero();
        return scanned;
    }

    @BeforeEach
    void makeTree() throws IOException {
        Files.createDirectories(dir.resolve("top/in/deep"));
        Files.writeString(dir.resolve("top/in/deep/file"), "x");
        Files.createDirectories(dir.resolve("elsewhere/within"));
    }

    @Test
    void everyDirectoryThatWasOpenedIsClosed() throws IOException {
        assertThat(scanned((_, _, _) -> Optional.empty()).paths())
                .containsExactly("in", "in/deep", "in/deep/file", "in/mounted", "in/mounted/within");
    }

    @Test
    void whatIsMountedBelowADirectoryThatCannotBeListedIsVisited() throws IOException {
        Scanned scanned = scanned(MeddledFolder.failing("names", "/in", new AccessDeniedException("in")));
        assertThat(scanned.paths()).containsExactly("in", "in/mounted", "in/mounted/within");
        assertThat(scanned.skips)
                .containsExactly(new Skip(BytePath.parse("in"), Skip.Reason.UNREADABLE, "permission denied"));
    }

    @Test
    void orOneThatCannotBeLookedAt() throws IOException {
        Scanned scanned = scanned(MeddledFolder.failing("stat", "/in", new FileSystemException("in", null, "broken")));
        assertThat(scanned.paths()).containsExactly("in/mounted", "in/mounted/within");
    }

    @Test
    void orOneThatIsExcluded() throws IOException {
        MeddledFolder meddled = new MeddledFolder((_, _, _) -> Optional.empty());
        Scanned scanned = Scanned.of(tree(meddled).excluding(BytePath.ROOT, Excludes.of(List.of("/in"))));
        assertThat(scanned.paths()).containsExactly("in/mounted", "in/mounted/within");
        assertThat(meddled.open()).isZero();
    }

    @Test
    void whatIsExcludedNeedNotBeWithinReach() throws IOException {
        MeddledFolder meddled = new MeddledFolder(MeddledFolder.failing(
                "stat", "/deep", new FileSystemException("deep", null, "Transport endpoint is not connected")));
        for (String pattern : List.of("deep", "deep/", "/in/*/")) {
            Scanned scanned = Scanned.of(tree(meddled).excluding(BytePath.ROOT, Excludes.of(List.of(pattern))));
            assertThat(scanned.paths()).doesNotContain("in/deep");
            assertThat(scanned.skips).as(pattern).isEmpty();
            assertThat(scanned.excluded).containsExactly(BytePath.parse("in/deep"));
        }
        Scanned takenBack =
                Scanned.of(tree(meddled).excluding(BytePath.ROOT, Excludes.of(List.of("/in/*/", "!deep/"))));
        assertThat(takenBack.skips)
                .containsExactly(new Skip(
                        BytePath.parse("in/deep"), Skip.Reason.UNREADABLE, "Transport endpoint is not connected"));
    }

    @Test
    void aLinkThatCannotBeReadIsNoDirectory() throws IOException {
        Files.createSymbolicLink(dir.resolve("top/in/cache"), Path.of("deep"));
        MeddledFolder meddled =
                new MeddledFolder(MeddledFolder.failing("linkTarget", "/cache", new AccessDeniedException("cache")));
        Scanned scanned = Scanned.of(tree(meddled).excluding(BytePath.ROOT, Excludes.of(List.of("cache/"))));
        assertThat(scanned.skips)
                .containsExactly(new Skip(BytePath.parse("in/cache"), Skip.Reason.UNREADABLE, "permission denied"));
    }

    @Test
    void aMountedDirectoryThatCannotBeListedEndsTheScan() {
        MeddledFolder meddled =
                new MeddledFolder(MeddledFolder.failing("names", "/elsewhere", new AccessDeniedException("elsewhere")));
        assertThatThrownBy(() -> Scanned.of(tree(meddled))).isInstanceOf(AccessDeniedException.class);
        assertThat(meddled.open()).isZero();
    }
}
