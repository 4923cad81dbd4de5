package org.holdfast.backends.filesystem;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.holdfast.backends.Depth;
import org.holdfast.backends.ObjectInfo;
import org.holdfast.backends.ObjectKey;
import org.holdfast.backends.ObjectNotFoundException;
import org.holdfast.backends.ObjectStore;
import org.holdfast.backends.ObjectVisitor;
import org.holdfast.backends.PermanentStoreException;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FileStoreTest {
    @TempDir
    private Path dir;

    private Path root;
    private FileStore store;

    @BeforeEach
    void open() throws IOException {
        root = dir.resolve("store");
        store = FileStore.openOrCreate(FileSettings.defaults(root));
    }

    @Test
    void anObjectIsAFileOfThatPathForItsOwnerAlone() throws IOException {
        put("a/b/c", "content");
        assertThat(root.resolve("a/b/c")).hasContent("content");
        assertThat(mode("a/b/c")).isEqualTo("rw-------");
        for (String directory : List.of("", "a", "a/b", ".holdfast-tmp")) {
            assertThat(mode(directory)).as(directory).isEqualTo("rwx------");
        }
        assertThat(store.stat(key("a/b/c")).orElseThrow().storedSize()).isEqualTo(7);
    }

    @Test
    void timesAreThoseOfTheFiles() throws IOException {
        put("a", "content");
        Instant modified = Instant.parse("2001-02-03T04:05:06.789Z");
        Files.setLastModifiedTime(root.resolve("a"), FileTime.from(modified));
        assertThat(store.stat(key("a")).orElseThrow())
                .isEqualTo(new ObjectInfo(key("a"), 7, modified, Optional.empty()));
    }

    @Test
    void aCopyIsAHardLinkThatLaterPutsDoNotWriteThrough() throws IOException {
        put("a", "old");
        store.copy(key("a"), key("b/copy"));
        assertThat(linkCount("a")).isEqualTo(2);
        assertThat(store.capabilities().copySharesStorage()).isTrue();
        put("a", "new");
        assertThat(root.resolve("b/copy")).hasContent("old");
        assertThat(linkCount("b/copy")).isEqualTo(1);
        store.copy(key("a"), key("b/copy"));
        assertThat(root.resolve("b/copy")).hasContent("new");
        assertThat(linkCount("a")).isEqualTo(2);
    }

    @Test
    void withoutHardLinksACopyIsAFileOfItsOwn() throws IOException {
        FileStore copying = FileStore.open(new FileSettings(root, false));
        put("a", "content");
        copying.copy(key("a"), key("copy"));
        assertThat(root.resolve("copy")).hasContent("content");
        assertThat(linkCount("a")).isEqualTo(1);
        assertThat(mode("copy")).isEqualTo("rw-------");
        assertThat(copying.capabilities().copySharesStorage()).isFalse();
    }

    @Test
    void nothingUnfinishedIsLeftBehind() throws IOException {
        put("a", "content");
        // A link renamed over another one of the same file stays, unless it is removed.
        for (int i = 0; i < 3; i++) {
            store.copy(key("a"), key("copy"));
            store.copy(key("a"), key("a"));
        }
        assertThatThrownBy(() -> store.put(key("a"), out -> {
                    out.write(new byte[100_000]);
                    throw new IOException("on purpose");
                }))
                .hasMessage("on purpose");
        assertThat(unfinished()).isEmpty();
        assertThat(linkCount("a")).isEqualTo(2);
    }

    @Test
    void debrisOfKilledRunsGoesAfterADayAndIsNeverListed() throws IOException {
        Path old = Files.writeString(root.resolve(".holdfast-tmp/old"), "debris");
        Path young = Files.writeString(root.resolve(".holdfast-tmp/young"), "a run at work");
        Instant now = Instant.now();
        Files.setLastModifiedTime(old, FileTime.from(now.minus(Duration.ofHours(25))));
        Files.setLastModifiedTime(young, FileTime.from(now.minus(Duration.ofHours(23))));
        FileStore next = FileStore.open(FileSettings.defaults(root));
        assertThat(list(next, Depth.ALL)).isEmpty();
        assertThat(list(next, Depth.CHILDREN)).isEmpty();
        assertThat(old).exists();
        next.put(key("a"), _ -> {});
        assertThat(unfinished()).containsExactly("young");
    }

    @Test
    void theNameOfThePlaceForUnfinishedFilesIsReserved() throws IOException {
        put("a", "content");
        for (String name : List.of(".holdfast-tmp", ".holdfast-tmp/a")) {
            assertThatThrownBy(() -> put(name, "content"))
                    .isInstanceOf(PermanentStoreException.class)
                    .hasMessage("name is reserved for unfinished files: .holdfast-tmp; choose another");
            assertThatThrownBy(() -> store.copy(key("a"), key(name))).isInstanceOf(PermanentStoreException.class);
            assertThatThrownBy(() -> store.get(key(name), _ -> {})).isInstanceOf(ObjectNotFoundException.class);
            assertThat(store.stat(key(name))).isEmpty();
        }
        Files.writeString(root.resolve(".holdfast-tmp/debris"), "");
        store.delete(List.of(key(".holdfast-tmp/debris")));
        assertThat(unfinished()).containsExactly("debris");
        put("deep/.holdfast-tmp", "content");
        assertThat(list(store, Depth.ALL)).containsExactly("a", "deep/.holdfast-tmp");
    }

    @Test
    void removingThePlaceForUnfinishedFilesMeanwhileHarmsNobody() throws IOException {
        put("a", "content");
        Files.delete(root.resolve(".holdfast-tmp"));
        put("b", "content");
        Files.delete(root.resolve(".holdfast-tmp"));
        store.copy(key("a"), key("b"));
        assertThat(linkCount("a")).isEqualTo(2);
    }

    @Test
    void emptyDirectoriesGoWithTheirLastObjectUpToTheRoot() throws IOException {
        put("a/b/c/one", "");
        put("a/b/two", "");
        store.delete(List.of(key("a/b/c/one")));
        assertThat(root.resolve("a/b/c")).doesNotExist();
        assertThat(root.resolve("a/b")).exists();
        store.delete(List.of(key("a/b/two")));
        assertThat(root.resolve("a")).doesNotExist();
        assertThat(root).exists();
        put("a/b/c/one", "again");
        assertThat(root.resolve("a/b/c/one")).hasContent("again");
    }

    @Test
    void directoriesRemovedBehindItsBackAreMadeAgain() throws IOException {
        put("a/b/one", "");
        put("source", "content");
        remove("a/b/one", "a/b", "a");
        put("a/b/one", "content");
        remove("a/b/one", "a/b", "a");
        store.copy(key("source"), key("a/b/copy"));
        assertThat(list(store, Depth.ALL)).containsExactly("a/b/copy", "source");
    }

    @Test
    void emptyDirectoriesAreNoPrefixesAndGiveWayToAnObject() throws IOException {
        Files.createDirectories(root.resolve("empty/very/empty"));
        Files.createDirectories(root.resolve("empty too/very"));
        assertThat(list(store, Depth.CHILDREN)).isEmpty();
        put("empty", "content");
        put("source", "content");
        store.copy(key("source"), key("empty too"));
        assertThat(list(store, Depth.CHILDREN)).containsExactly("empty", "empty too", "source");
    }

    @Test
    void anObjectAndAPrefixOfTheSameNameAreRefusedInPlainWords() throws IOException {
        put("object", "content");
        put("prefix/deep/object", "content");
        assertThatThrownBy(() -> put("object/below", "content"))
                .isInstanceOf(PermanentStoreException.class)
                .hasMessage("not a directory: " + root.toRealPath()
                        + "/object; a file store cannot hold an object and others below it");
        for (String name : List.of("prefix", "prefix/deep")) {
            String message = "is a directory: " + root.toRealPath() + "/" + name
                    + "; a file store cannot hold an object and others below it";
            assertThatThrownBy(() -> put(name, "content"))
                    .isInstanceOf(PermanentStoreException.class)
                    .hasMessage(message);
            assertThatThrownBy(() -> store.copy(key("object"), key(name)))
                    .isInstanceOf(PermanentStoreException.class)
                    .hasMessage(message);
        }
        assertThat(list(store, Depth.ALL)).containsExactly("object", "prefix/deep/object");
        assertThat(unfinished()).isEmpty();
    }

    @Test
    void linksInsideTheStoreAreNoObjectsAndLeadNowhere() throws IOException {
        Path outside = Files.createDirectory(dir.resolve("outside"));
        Files.writeString(outside.resolve("secret"), "secret");
        Files.createSymbolicLink(root.resolve("file"), outside.resolve("secret"));
        Files.createSymbolicLink(root.resolve("directory"), outside);
        Files.createSymbolicLink(root.resolve("dangling"), outside.resolve("missing"));
        put("a", "content");
        assertThat(list(store, Depth.ALL)).containsExactly("a");
        assertThat(list(store, Depth.CHILDREN)).containsExactly("a");
        for (String name : List.of("file", "directory", "dangling", "directory/secret")) {
            assertThat(store.stat(key(name))).as(name).isEmpty();
            assertThatThrownBy(() -> store.get(key(name), _ -> {})).isInstanceOf(ObjectNotFoundException.class);
            assertThatThrownBy(() -> store.copy(key(name), key("copy"))).isInstanceOf(ObjectNotFoundException.class);
            store.list(key(name), Depth.ALL, info -> {
                throw new AssertionError(info);
            });
        }
        store.delete(List.of(key("file"), key("directory/secret"), key("directory")));
        assertThatThrownBy(() -> put("directory/new", "content")).isInstanceOf(PermanentStoreException.class);
        put("file", "content");
        store.copy(key("a"), key("dangling"));
        assertThat(outside.resolve("secret")).hasContent("secret");
        assertThat(outside.resolve("missing")).doesNotExist();
        assertThat(outside.resolve("new")).doesNotExist();
        assertThat(Files.isSymbolicLink(root.resolve("directory"))).isTrue();
        assertThat(list(store, Depth.ALL)).containsExactly("a", "dangling", "file");
    }

    @Test
    void aPlaceForUnfinishedFilesThatIsALinkIsRefused() throws IOException {
        Path outside = Files.createDirectory(dir.resolve("outside"));
        Files.delete(root.resolve(".holdfast-tmp"));
        Files.createSymbolicLink(root.resolve(".holdfast-tmp"), outside);
        FileStore next = FileStore.open(FileSettings.defaults(root));
        assertThatThrownBy(() -> next.put(key("a"), _ -> {}))
                .isInstanceOf(PermanentStoreException.class)
                .hasMessageContaining("not a directory");
        assertThat(outside).isEmptyDirectory();
    }

    @Test
    void theRootItselfMayBeALink() throws IOException {
        Path link = Files.createSymbolicLink(dir.resolve("link"), root);
        FileStore linked = FileStore.openOrCreate(FileSettings.defaults(link));
        linked.put(key("a/b"), _ -> {});
        assertThat(root.resolve("a/b")).exists();
        assertThat(list(linked, Depth.ALL)).containsExactly("a/b");
        linked.flush();
    }

    @Test
    void readingLeavesNoTrace() throws IOException {
        Path existing = Files.createDirectory(dir.resolve("existing"));
        Files.writeString(existing.resolve("a"), "content");
        FileStore reading = FileStore.open(FileSettings.defaults(existing));
        reading.get(key("a"), in -> in.readAllBytes());
        reading.stat(key("b"));
        reading.capabilities();
        assertThat(list(reading, Depth.ALL)).containsExactly("a");
        reading.delete(List.of(key("b")));
        reading.close();
        assertThat(existing.toFile().list()).containsExactly("a");
    }

    @Test
    void openingRefusesWhatIsNoDirectory() throws IOException {
        Path missing = dir.resolve("missing");
        assertThatThrownBy(() -> FileStore.open(FileSettings.defaults(missing)))
                .isInstanceOf(PermanentStoreException.class)
                .hasMessage("directory " + missing + " does not exist; create it or mount the disk");
        Path file = Files.writeString(dir.resolve("file"), "");
        for (Path wrong : List.of(file, Files.createSymbolicLink(dir.resolve("to file"), file))) {
            assertThatThrownBy(() -> FileStore.open(FileSettings.defaults(wrong)))
                    .isInstanceOf(PermanentStoreException.class)
                    .hasMessage("not a directory: " + file.toRealPath() + "; choose a directory for the store");
            assertThatThrownBy(() -> FileStore.openOrCreate(FileSettings.defaults(wrong)))
                    .isInstanceOf(PermanentStoreException.class)
                    .hasMessageStartingWith("not a directory");
        }
    }

    @Test
    void onlyTheLastDirectoryIsMadeLestAnUnmountedDiskGoUnnoticed() throws IOException {
        Path missing = dir.resolve("mnt/backup");
        assertThatThrownBy(() -> FileStore.openOrCreate(FileSettings.defaults(missing)))
                .isInstanceOf(PermanentStoreException.class)
                .hasMessage("directory " + dir.resolve("mnt") + " does not exist; create it or mount the disk");
        Path dangling = Files.createSymbolicLink(dir.resolve("dangling"), missing);
        assertThatThrownBy(() -> FileStore.openOrCreate(FileSettings.defaults(dangling)))
                .isInstanceOf(PermanentStoreException.class)
                .hasMessageContaining("does not exist");
        assertThat(dir.resolve("mnt")).doesNotExist();
    }

    @Test
    void aStoreWhoseDirectoryWasSwappedIsNotTakenForAnEmptyOne() throws IOException {
        put("a/b", "content");
        Files.move(root, dir.resolve("elsewhere"));
        assertEverythingFailsAsGone();
        Files.createDirectory(root);
        assertEverythingFailsAsGone();
        assertThat(root).isEmptyDirectory();
    }

    private void assertEverythingFailsAsGone() {
        List<ThrowingRunnable> calls = List.of(
                () -> put("a/new", "content"),
                () -> put("new", "content"),
                () -> store.get(key("a/b"), _ -> {}),
                () -> store.stat(key("a/b")),
                () -> store.copy(key("a/b"), key("copy")),
                () -> store.delete(List.of(key("a/b"))),
                () -> store.list(ObjectKey.ROOT, Depth.ALL, _ -> {}),
                store::flush);
        for (ThrowingRunnable call : calls) {
            assertThatThrownBy(call::run).isInstanceOf(IOException.class).hasMessageContaining("was there and is gone");
        }
    }

    @Test
    void aNameThatIsTooLongIsRefusedInPlainWords() {
        assertThatThrownBy(() -> put("n".repeat(256), ""))
                .isInstanceOf(PermanentStoreException.class)
                .hasMessageStartingWith("name too long: could not write ")
                .hasMessageEndingWith("; shorten the name, or do not encrypt file names");
        assertThatThrownBy(() -> put("n".repeat(256) + "/object", ""))
                .isInstanceOf(PermanentStoreException.class)
                .hasMessageStartingWith("name too long: could not create directory ");
    }

    @Test
    void theLongestPromisedKeyWorksAndALongerOneDoesNot() throws IOException {
        int longest = store.capabilities().maxKeyBytes();
        StringBuilder text = new StringBuilder("x".repeat(longest));
        for (int i = 100; i < longest - 1; i += 101) {
            text.setCharAt(i, '/');
        }
        put(text.toString(), "content");
        assertThat(list(store, Depth.ALL)).containsExactly(text.toString());
        store.delete(List.of(key(text.toString())));
        assertThat(list(store, Depth.ALL)).isEmpty();
        assertThatThrownBy(() -> put(text + "x", "")).hasMessageStartingWith("name too long");
    }

    @Test
    void aDiskFailureThatTheSourceSwallowsPublishesNothing() throws IOException {
        put("a", "old");
        assertThatThrownBy(() -> store.put(key("a"), out -> {
                    out.write(new byte[10]);
                    Thread.currentThread().interrupt();
                    try {
                        out.write(new byte[10]);
                    } catch (IOException _) {
                        // As careless callers do.
                    } finally {
                        assertThat(Thread.interrupted()).isTrue();
                    }
                }))
                .isInstanceOf(IOException.class);
        assertThat(root.resolve("a")).hasContent("old");
        assertThat(unfinished()).isEmpty();
    }

    private interface ThrowingRunnable {
        void run() throws IOException;
    }

    private static ObjectKey key(String text) {
        return ObjectKey.of(text);
    }

    private void put(String key, String content) throws IOException {
        store.put(key(key), out -> out.write(content.getBytes(StandardCharsets.UTF_8)));
    }

    private void remove(String... names) throws IOException {
        for (String name : names) {
            Files.delete(root.resolve(name));
        }
    }

    private static List<String> list(ObjectStore store, Depth depth) throws IOException {
        List<String> found = new ArrayList<>();
        store.list(ObjectKey.ROOT, depth, new ObjectVisitor() {
            @Override
            public void object(ObjectInfo info) {
                found.add(info.key().text());
            }

            @Override
            public void prefix(ObjectKey prefix) {
                found.add(prefix.text() + "/");
            }
        });
        return found.stream().sorted().toList();
    }

    private List<String> unfinished() throws IOException {
        try (Stream<Path> files = Files.list(root.resolve(".holdfast-tmp"))) {
            return files.map(file -> file.getFileName().toString()).toList();
        }
    }

    private int linkCount(String name) throws IOException {
        return (int) Files.getAttribute(root.resolve(name), "unix:nlink", LinkOption.NOFOLLOW_LINKS);
    }

    private String mode(String name) throws IOException {
        return PosixFilePermissions.toString(Files.getPosixFilePermissions(root.resolve(name)));
    }
}
