package org.holdfast.backends.filesystem;

import java.nio.file.Path;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermissions;

/// Access for the owner alone, where the file system knows owners. Stateless.
final class Modes {
    private static final FileAttribute<?>[] NONE = {};

    private Modes() {}

    static FileAttribute<?>[] directory(Path path) {
        return of(path, "rwx------");
    }

    static FileAttribute<?>[] file(Path path) {
        return of(path, "rw-------");
    }

    private static FileAttribute<?>[] of(Path path, String permissions) {
        if (!path.getFileSystem().supportedFileAttributeViews().contains("posix")) {
            return NONE;
        }
        return new FileAttribute<?>[] {
            PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString(permissions))
        };
    }
}
