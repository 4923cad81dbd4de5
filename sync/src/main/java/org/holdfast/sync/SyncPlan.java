package org.holdfast.sync;

import java.io.IOException;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// What changed between the mirror and a tree.
public final class SyncPlan {
    private SyncPlan() {}

    /// How much there is to do.
    ///
    /// @param files regular files in the tree, `bytes` in all
    /// @param uploads files to store, `uploadBytes` in all
    /// @param rechecks files to hash, `recheckBytes` in all
    /// @param removes objects to remove
    public record Summary(
            long files, long bytes, long uploads, long uploadBytes, long rechecks, long recheckBytes, long removes) {
        public boolean hasNothingToDo() {
            return uploads + rechecks + removes == 0;
        }
    }

    /// Visits every change in path order; a [Change.Remove] comes before a [Change.Keep] of the same path.
    /// Reads both sides once, in flat memory, and changes nothing: run it again for the next pass over the same
    /// plan. Apply all removes before the first upload, because some stores cannot hold both `a` and `a/b`.
    public static Summary between(SyncIndex before, TreeList after, ChangeVisitor visitor) throws IOException {
        Tally tally = new Tally(visitor);
        try (Cursor<IndexEntry> objects = before.entries();
                Cursor<TreeEntry> tree = after.entries()) {
            IndexEntry object = objects.next();
            TreeEntry now = tree.next();
            while (object != null || now != null) {
                int order = order(object, now);
                compare(order <= 0 ? object : null, order >= 0 ? now : null, tally);
                object = order <= 0 ? objects.next() : object;
                now = order >= 0 ? tree.next() : now;
            }
        }
        return tally.summary();
    }

    private static int order(@Nullable IndexEntry object, @Nullable TreeEntry now) {
        if (object == null || now == null) {
            return object == null ? 1 : -1;
        }
        return object.path().compareTo(now.path());
    }

    private static void compare(@Nullable IndexEntry object, @Nullable TreeEntry now, Tally tally) throws IOException {
        Optional<StoredEntry> known = object == null ? Optional.empty() : object.known();
        if (now != null && now.kind() == Kind.FILE) {
            tally.file(now, known.isEmpty() ? new Change.Upload(now, known) : file(known.get(), now));
            return;
        }
        if (object != null) {
            tally.change(new Change.Remove(object.path(), known));
        }
        if (now != null) {
            tally.change(new Change.Keep(now, Optional.empty()));
        }
    }

    private static Change file(StoredEntry before, TreeEntry now) {
        TreeEntry then = before.tree();
        if (!looksUnchanged(then, now)) {
            return new Change.Upload(now, Optional.of(before));
        }
        if (!before.unstable() && isUntouched(then, now)) {
            return new Change.Keep(now, Optional.of(before));
        }
        return before.sha256().isPresent()
                ? new Change.Recheck(now, before)
                : new Change.Upload(now, Optional.of(before));
    }

    /// By what every tool goes by, and many leave as it was when they replace a file.
    static boolean looksUnchanged(TreeEntry then, TreeEntry now) {
        return then.size() == now.size() && then.modified().equals(now.modified());
    }

    /// By what nobody can set at will. The device is left out: the kernel numbers some file systems (LVM, NFS, btrfs,
    /// USB) anew at each start, and everything would have to be read again.
    private static boolean isUntouched(TreeEntry then, TreeEntry now) {
        return then.mode() == now.mode()
                && then.uid() == now.uid()
                && then.gid() == now.gid()
                && then.identity().inode() == now.identity().inode()
                && then.identity().changed().equals(now.identity().changed());
    }

    private static final class Tally {
        private final ChangeVisitor visitor;
        private long files;
        private long bytes;
        private long uploads;
        private long uploadBytes;
        private long rechecks;
        private long recheckBytes;
        private long removes;

        Tally(ChangeVisitor visitor) {
            this.visitor = visitor;
        }

        void file(TreeEntry now, Change change) throws IOException {
            files++;
            bytes += now.size();
            change(change);
        }

        void change(Change change) throws IOException {
            switch (change) {
                case Change.Keep _ -> {}
                case Change.Upload upload -> {
                    uploads++;
                    uploadBytes += upload.now().size();
                }
                case Change.Recheck recheck -> {
                    rechecks++;
                    recheckBytes += recheck.now().size();
                }
                case Change.Remove _ -> removes++;
            }
            visitor.change(change);
        }

        Summary summary() {
            return new Summary(files, bytes, uploads, uploadBytes, rechecks, recheckBytes, removes);
        }
    }
}
