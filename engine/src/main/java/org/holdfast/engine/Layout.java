package org.holdfast.engine;

import org.holdfast.backends.ObjectKey;

/// Where everything lies below a site's prefix, as `spec/SPEC.md` has it.
final class Layout {
    static final ObjectKey WORKING_COPIES = ObjectKey.of("snapshot");
    static final ObjectKey KEY_CHECK = ObjectKey.of("holdfast-key-check.enc");
    static final String RECORD_SUFFIX = ".backup.json";

    private static final String SEALED = ".enc";

    private Layout() {}

    static ObjectKey record(BackupId id) {
        return ObjectKey.of(id + RECORD_SUFFIX);
    }

    static ObjectKey manifest(BackupId id, boolean encrypted) {
        return ObjectKey.of(id + ".manifest.jsonl.gz" + (encrypted ? SEALED : ""));
    }

    /// The archive of a tgz backup.
    static ObjectKey archive(BackupId id, boolean encrypted) {
        return ObjectKey.of(id + ".tar.gz" + (encrypted ? SEALED : ""));
    }

    /// Names the backup of an app that is being made, see [PendingBackup].
    static ObjectKey pending(AppId app) {
        return WORKING_COPIES.resolve("app_" + app + ".pending.json");
    }

    static ObjectKey workingTree(AppId app) {
        return WORKING_COPIES.resolve("app_" + app);
    }

    static ObjectKey workingArchive(AppId app, boolean encrypted) {
        return WORKING_COPIES.resolve("app_" + app + ".tar.gz" + (encrypted ? SEALED : ""));
    }

    /// Says what a working tree holds, see [WorkingCopyMark].
    static ObjectKey workingMark(AppId app) {
        return WORKING_COPIES.resolve("app_" + app + RECORD_SUFFIX);
    }
}
