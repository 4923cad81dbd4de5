package org.holdfast.engine;

import java.util.List;
import java.util.Optional;
import org.holdfast.backends.ObjectKey;
import org.holdfast.engine.lock.LockKeys;
import org.holdfast.names.BytePath;

/// Where everything lies below a site's prefix, as `spec/SPEC.md` has it.
final class Layout {
    static final ObjectKey WORKING_COPIES = ObjectKey.of("snapshot");
    static final ObjectKey KEY_CHECK = ObjectKey.of("holdfast-key-check.enc");
    static final ObjectKey LOCKS = ObjectKey.of("locks");
    static final String RECORD_SUFFIX = ".backup.json";

    private static final String SEALED = ".enc";
    private static final String ARCHIVE_SUFFIX = ".tar.gz";
    private static final String PENDING_SUFFIX = ".pending.json";
    private static final String MANIFEST_SUFFIX = ".manifest.jsonl.gz";

    /// What lies beside a tree, the longer of two that end alike first.
    private static final List<String> SUFFIXES = List.of(
            MANIFEST_SUFFIX + SEALED,
            MANIFEST_SUFFIX,
            ARCHIVE_SUFFIX + SEALED,
            ARCHIVE_SUFFIX,
            RECORD_SUFFIX,
            PENDING_SUFFIX);

    private Layout() {}

    static ObjectKey record(BackupId id) {
        return ObjectKey.of(id + RECORD_SUFFIX);
    }

    static ObjectKey manifest(BackupId id, boolean encrypted) {
        return ObjectKey.of(id + MANIFEST_SUFFIX + (encrypted ? SEALED : ""));
    }

    /// The archive of a tgz backup.
    static ObjectKey archive(BackupId id, boolean encrypted) {
        return ObjectKey.of(id + ARCHIVE_SUFFIX + (encrypted ? SEALED : ""));
    }

    /// Names the backup of a subject that is being made, see [PendingBackup].
    static ObjectKey pending(Subject subject) {
        return WORKING_COPIES.resolve(subject.stem() + PENDING_SUFFIX);
    }

    /// See [org.holdfast.engine.lock]. Beside the working copies, whose being there says that a store is in use.
    static LockKeys lock(Subject subject) {
        return new LockKeys(LOCKS, subject.stem());
    }

    /// Whom a lock of that name is for.
    static Optional<Subject> locked(String name) {
        if (name.equals(Subject.Server.STEM)) {
            return Optional.of(new Subject.Server());
        }
        return name.matches("app_" + AppId.PATTERN)
                ? Optional.of(new AppId(name.substring("app_".length())))
                : Optional.empty();
    }

    static ObjectKey workingTree(Subject subject) {
        return WORKING_COPIES.resolve(subject.stem());
    }

    static ObjectKey workingArchive(Subject subject, boolean encrypted) {
        return WORKING_COPIES.resolve(subject.stem() + ARCHIVE_SUFFIX + (encrypted ? SEALED : ""));
    }

    /// Says what a working tree holds, see [WorkingCopyMark].
    static ObjectKey workingMark(Subject subject) {
        return WORKING_COPIES.resolve(subject.stem() + RECORD_SUFFIX);
    }

    /// Whether this is where a tgz backup would be.
    static boolean isArchive(ObjectKey key) {
        return key.text().endsWith(ARCHIVE_SUFFIX) || key.text().endsWith(ARCHIVE_SUFFIX + SEALED);
    }

    /// The backup that an object or the prefix of a tree, both directly below a dated directory, belongs to by name.
    static Optional<BackupId> backup(ObjectKey key) {
        return BackupId.parse(withoutSuffix(key.text()));
    }

    /// Whose an object is by its name; empty for what is nobody's, or cannot be told.
    static Optional<Subject> subject(ObjectKey key) {
        List<String> segments =
                key.path().segments().stream().map(BytePath::text).limit(3).toList();
        if (segments.size() < 2) {
            return Optional.empty();
        }
        String name = segments.size() > 2 ? segments.get(1) : withoutSuffix(segments.get(1));
        if (segments.getFirst().equals(WORKING_COPIES.text())) {
            return ofStem(name);
        }
        return BackupId.parse(segments.getFirst() + "/" + name).map(BackupId::subject);
    }

    /// The other way round of [Subject#stem()].
    static Optional<Subject> ofStem(String stem) {
        if (stem.equals(Subject.Server.STEM)) {
            return Optional.of(new Subject.Server());
        }
        return stem.matches(AppId.STEM + AppId.PATTERN)
                ? Optional.of(new AppId(stem.substring(AppId.STEM.length())))
                : Optional.empty();
    }

    private static String withoutSuffix(String name) {
        for (String suffix : SUFFIXES) {
            if (name.endsWith(suffix)) {
                return name.substring(0, name.length() - suffix.length());
            }
        }
        return name;
    }
}
