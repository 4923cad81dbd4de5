package org.holdfast.backends.filesystem;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.holdfast.backends.AccessDeniedException;
import org.holdfast.backends.Depth;
import org.holdfast.backends.ObjectKey;
import org.holdfast.backends.ObjectStore;
import org.holdfast.backends.PartialDeleteException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/// What a user without rights is told. In a JVM of its own, because root may do everything unless it gives that up.
@EnabledOnOs(OS.LINUX)
class PermissionsTest {
    private static final List<String> WITHOUT_OVERRIDE = List.of(
            "setpriv", "--bounding-set=-dac_override,-dac_read_search", "--inh-caps=-dac_override,-dac_read_search");

    @Test
    void whatIsDeniedIsSaidWithPathAndNextStep(@TempDir Path dir) throws Exception {
        boolean isRoot = Files.getAttribute(Path.of("/proc/self"), "unix:uid").equals(0);
        Process process = Children.start(
                isRoot ? WITHOUT_OVERRIDE : List.of(),
                PermissionsTest.class,
                dir.toRealPath().toString());
        String cure = "; run as the owner of the store, or grant this user access";
        assertThat(Children.output(process)
                        .replace(dir.toRealPath().toString(), "DIR")
                        .lines())
                .containsExactly(
                        "put existing: permission denied: could not write DIR/store/locked/object" + cure,
                        "put new directory: permission denied: could not create directory DIR/store/locked/new" + cure,
                        "copy: permission denied: could not link DIR/store/locked/copy" + cure,
                        "delete: [locked/object] permission denied: could not remove DIR/store/locked/object" + cure,
                        "get: permission denied: could not read DIR/store/unreadable" + cure,
                        "list: permission denied: could not list DIR/store/closed" + cure,
                        "stat: permission denied: could not look at DIR/store/closed/object" + cure,
                        "open: permission denied: could not open DIR/store/closed/inner" + cure,
                        "create: permission denied: could not create DIR/store/locked/inner" + cure,
                        "lost and found is passed over: [object]");
    }

    private interface Attempt {
        void run() throws IOException;
    }

    /// Run in a JVM of its own, see above.
    public static void main(String[] args) throws IOException {
        Path root = Path.of(args[0]).resolve("store");
        ObjectStore store = FileStore.openOrCreate(FileSettings.defaults(root));
        for (String name : List.of("object", "unreadable", "locked/object", "closed/object")) {
            store.put(ObjectKey.of(name), out -> out.write(1));
        }
        mode(root.resolve("unreadable"), "---------");
        mode(root.resolve("locked"), "r-xr-xr-x");
        mode(root.resolve("closed"), "---------");
        ObjectKey locked = ObjectKey.of("locked/object");
        tell("put existing", () -> store.put(locked, out -> out.write(2)));
        tell("put new directory", () -> store.put(ObjectKey.of("locked/new/object"), out -> out.write(2)));
        tell("copy", () -> store.copy(ObjectKey.of("object"), ObjectKey.of("locked/copy")));
        tell("delete", () -> store.delete(List.of(ObjectKey.of("object2"), locked)));
        tell("get", () -> store.get(ObjectKey.of("unreadable"), _ -> {}));
        tell("list", () -> store.list(ObjectKey.of("closed"), Depth.ALL, _ -> {}));
        tell("stat", () -> store.stat(ObjectKey.of("closed/object")));
        tell("open", () -> FileStore.open(FileSettings.defaults(root.resolve("closed/inner"))));
        tell("create", () -> FileStore.openOrCreate(FileSettings.defaults(root.resolve("locked/inner"))));
        lostAndFound(Path.of(args[0]).resolve("disk"));
        mode(root.resolve("locked"), "rwx------");
        mode(root.resolve("closed"), "rwx------");
    }

    private static void lostAndFound(Path disk) throws IOException {
        ObjectStore store = FileStore.openOrCreate(FileSettings.defaults(disk));
        store.put(ObjectKey.of("object"), _ -> {});
        Path directory = Files.createDirectory(disk.resolve("lost+found"));
        mode(directory, "---------");
        List<ObjectKey> found = new ArrayList<>();
        store.list(ObjectKey.ROOT, Depth.ALL, info -> found.add(info.key()));
        store.list(ObjectKey.ROOT, Depth.CHILDREN, _ -> {});
        System.out.println("lost and found is passed over: " + found);
        mode(directory, "rwx------");
    }

    private static void mode(Path path, String mode) throws IOException {
        Files.setPosixFilePermissions(path, PosixFilePermissions.fromString(mode));
    }

    private static void tell(String what, Attempt attempt) throws IOException {
        try {
            attempt.run();
            System.out.println(what + ": nothing was thrown");
        } catch (AccessDeniedException e) {
            System.out.println(what + ": " + e.getMessage());
        } catch (PartialDeleteException e) {
            System.out.println(what + ": " + e.survivors() + " "
                    + Objects.requireNonNull(e.getCause()).getMessage());
        }
    }
}
