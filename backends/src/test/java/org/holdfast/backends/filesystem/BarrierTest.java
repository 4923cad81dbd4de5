package org.holdfast.backends.filesystem;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.holdfast.backends.ObjectKey;
import org.holdfast.backends.ObjectNotFoundException;
import org.holdfast.backends.testing.ContractTests;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

class BarrierTest {
    @TempDir
    private Path dir;

    private final AtomicInteger stores = new AtomicInteger();

    /// What every file system can do; but not the thousand files of some checks, each of which waits for the disk.
    @TestFactory
    Stream<DynamicTest> contractWithASyncOfEachFile() {
        return ContractTests.of(() -> {
                    Path root = Files.createDirectory(dir.resolve("store-" + stores.incrementAndGet()));
                    return new FileStore(Root.existing(root), true, new EachFileSync());
                })
                .filter(test -> !test.getDisplayName().contains("thousand"));
    }

    @Test
    @EnabledOnOs(OS.LINUX)
    void onLinuxWithNativeAccessTheFileSystemIsSyncedAtOnce() {
        assertThat(Barrier.of(dir)).isInstanceOf(FileSystemSync.class);
    }

    @Test
    @EnabledOnOs(OS.LINUX)
    void aSyncOfAFileSystemReachesTheSystemAndTellsItsErrors() throws IOException {
        Path odd = Files.createDirectory(dir.resolve("with a space"));
        assertThatCode(() -> new FileSystemSync(odd).flush()).doesNotThrowAnyException();
        assertThatThrownBy(() -> Libc.load()
                        .orElseThrow()
                        .syncFileSystem("/proc/no such place".getBytes(StandardCharsets.UTF_8)))
                .isExactlyInstanceOf(IOException.class)
                .hasMessage(Libc.load().orElseThrow().errorText(2));
    }

    @Test
    @EnabledOnOs(OS.LINUX)
    void waitingForTheSyncOfAFileSystemCanBeInterrupted() {
        Thread.currentThread().interrupt();
        Throwable thrown = catchThrowable(() -> new FileSystemSync(dir).flush());
        assertThat(Thread.interrupted()).isTrue();
        assertThat(thrown).isInstanceOf(InterruptedIOException.class);
    }

    /// So that the sync of each can be left to the barrier.
    @Test
    void everyChangedDirectoryIsReported() throws IOException {
        Recording recording = new Recording();
        Path root = Files.createDirectory(dir.resolve("recorded")).toRealPath();
        FileStore store = new FileStore(Root.existing(root), true, recording);
        store.put(ObjectKey.of("a/b/c"), out -> out.write(1));
        assertThat(recording.takeChanged(root)).containsExactly("", "a", "a/b");
        store.put(ObjectKey.of("a/b/c"), out -> out.write(1));
        assertThat(recording.takeChanged(root)).containsExactly("a/b");
        store.copy(ObjectKey.of("a/b/c"), ObjectKey.of("a/copy"));
        assertThat(recording.takeChanged(root)).containsExactly("a");
        store.copy(ObjectKey.of("a/b/c"), ObjectKey.of("a/copy"));
        assertThat(recording.takeChanged(root)).containsExactly("a");
        store.delete(List.of(ObjectKey.of("a/b/c")));
        assertThat(recording.takeChanged(root)).containsExactly("a", "a/b");
        store.delete(List.of(ObjectKey.of("a/copy"), ObjectKey.of("missing")));
        assertThat(recording.takeChanged(root)).containsExactly("", "a");
        assertThat(recording.written).isEqualTo(2);
    }

    @Test
    void aDirectoryThatIsGoneNeedsNoSyncAndOneThatFailsIsTriedAgain() throws IOException {
        EachFileSync sync = new EachFileSync();
        sync.changed(dir.resolve("gone"));
        sync.changed(dir);
        sync.flush();
        Path blocked = Files.createFile(dir.resolve("file")).resolve("below");
        sync.changed(blocked);
        List<String> messages = new ArrayList<>();
        for (int i = 0; i < 2; i++) {
            messages.add(catchThrowable(sync::flush).getMessage());
        }
        assertThat(messages).allMatch(message -> message.startsWith("not a directory: could not flush "));
        assertThat(catchThrowable(sync::flush)).isNotInstanceOf(ObjectNotFoundException.class);
    }

    private static final class Recording implements Barrier {
        private final List<Path> changed = new ArrayList<>();
        private int written;

        @Override
        public void written(FileChannel file) throws IOException {
            assertThat(file.isOpen()).isTrue();
            assertThat(file.size()).isEqualTo(1);
            written++;
        }

        @Override
        public void changed(Path directory) {
            changed.add(directory);
        }

        @Override
        public void flush() {}

        Set<String> takeChanged(Path root) {
            Set<String> names = new TreeSet<>();
            for (Path directory : changed) {
                names.add(root.relativize(directory).toString());
            }
            changed.clear();
            return names;
        }
    }
}
