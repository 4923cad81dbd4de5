package org.holdfast.format;

import java.io.Closeable;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.holdfast.backends.ObjectKey;
import org.holdfast.backends.ObjectStore;
import org.holdfast.backends.Overhead;
import org.holdfast.backends.Tasks;
import org.holdfast.names.BytePath;
import org.holdfast.sync.Cursor;
import org.holdfast.sync.IndexEntry;
import org.holdfast.sync.Inventory;
import org.holdfast.sync.StoredEntry;
import org.holdfast.sync.SyncIndex;
import org.jspecify.annotations.Nullable;

/// Decides what of the local index may be believed, by one listing of the working copy, which is the only one
/// of a run.
///
/// An object that the store does not list as the index has it, by size and by tag where both know one, is in
/// doubt from then on, and so is one that the index does not know: the plan of the run uploads it again or
/// removes it, like what an interrupted run left. Without an index, or with one of another working copy, what
/// the manifest of the last backup says is held against the same listing.
///
/// Most times nothing is wrong, and a fingerprint shows it; only otherwise is object compared with object.
///
/// [#look()] changes nothing, so that it can be done beside something that may fail; [#establish] changes the index.
/// For one thread at a time.
final class IndexTrust implements Closeable {
    private final SyncIndex index;
    private final WorkingCopy workingCopy;
    private final ObjectStore here;
    private final Path scratch;
    private final Overhead overhead;
    private final Inventory inventory;
    private final Fingerprint listed = new Fingerprint();
    private Optional<String> marked = Optional.empty();
    private Optional<String> distrust = Optional.empty();
    private Optional<Fingerprint> expected = Optional.empty();

    IndexTrust(SyncIndex index, WorkingCopy workingCopy, ObjectStore here, Path scratch) {
        this.index = index;
        this.workingCopy = workingCopy;
        this.here = here;
        this.scratch = scratch;
        this.overhead = here.capabilities().overhead();
        this.inventory = new Inventory(scratch);
    }

    /// What came of it.
    ///
    /// @param index to plan with
    /// @param notices for people
    /// @param repaired objects that somebody else changed, took away or put there
    /// @param nameless those of them that have no path, so that no index can hold them: to be removed by the keys
    ///     they have in the store
    record Outcome(SyncIndex index, List<String> notices, long repaired, PathSpool nameless) {}

    /// Lists the store, and finds out what it should list.
    void look() throws IOException {
        marked = workingCopy.generation();
        distrust = whyNot(marked);
        try (Tasks listing = new Tasks(1)) {
            listing.submit(() -> list(inventory, listed));
            // While the store is waited for.
            expected = distrust.isEmpty() ? expected() : Optional.empty();
            listing.join();
        }
    }

    /// Decides, after a look.
    ///
    /// @param fresh the generation of an index for a working copy that names none
    /// @param repaired receives what is to be believed instead, where it is not all of the index; may be the
    ///     index
    Outcome establish(String fresh, SyncIndex repaired) throws IOException {
        if (index.status() instanceof SyncIndex.Status.Good(String _, boolean interrupted)
                && interrupted
                && distrust.isEmpty()) {
            // What the interrupted run recorded since its last barrier counts from now on for good.
            here.flush();
        }
        try (PathSpool nameless = new PathSpool(scratch.resolve("nameless"))) {
            if (expected.filter(listed::agreesWith).isPresent()) {
                return new Outcome(index, List.of(), 0, nameless);
            }
            Optional<Manifest> manifest =
                    distrust.isEmpty() || marked.isEmpty() ? Optional.empty() : workingCopy.content();
            Repairs repairs = new Repairs();
            try (Cursor<Inventory.Match> matches = inventory.against(
                    distrust.isEmpty() ? index.entries() : objects(manifest),
                    path -> workingCopy.stored(path).path())) {
                repaired.replace(marked.orElse(fresh), new Judged(matches, repairs, nameless));
            }
            // With nothing to hold it against, a listing shows nothing wrong.
            long wrong = distrust.isEmpty() || manifest.isPresent() ? repairs.count() : 0;
            return new Outcome(repaired, notices(distrust, wrong, repairs), wrong, nameless);
        }
    }

    @Override
    public void close() throws IOException {
        inventory.close();
    }

    private static List<String> notices(Optional<String> distrust, long wrong, Repairs repairs) {
        List<String> notices = new ArrayList<>();
        distrust.filter(why -> !why.isEmpty()).ifPresent(why -> notices.add(why + "; it is rebuilt from the store"));
        if (wrong > 0) {
            notices.add(repairs.text());
        }
        return List.copyOf(notices);
    }

    /// Why the index is not believed: absent if it is, empty if there is nothing to tell.
    private Optional<String> whyNot(Optional<String> marked) throws IOException {
        return switch (index.status()) {
            case SyncIndex.Status.Good(String generation, boolean _) ->
                marked.equals(Optional.of(generation))
                        ? Optional.empty()
                        : Optional.of("the local index does not belong to this working copy");
            case SyncIndex.Status.Corrupt(String detail) -> Optional.of("the local index is damaged (" + detail + ")");
            case SyncIndex.Status.Missing _ ->
                Optional.of(marked.isPresent() ? "there is no local index of this working copy" : "");
        };
    }

    private void list(Inventory inventory, Fingerprint listed) throws IOException {
        workingCopy.list(info -> {
            inventory.add(new Inventory.Item(info.key().path(), info.storedSize(), info.tag()));
            listed.add(info.key(), info.storedSize(), info.tag());
        });
    }

    /// What the store should list; empty if the index does not know everything for certain.
    private Optional<Fingerprint> expected() throws IOException {
        Fingerprint expected = new Fingerprint();
        try (Cursor<IndexEntry> entries = index.entries()) {
            for (IndexEntry entry = entries.next(); entry != null; entry = entries.next()) {
                if (entry.known().isEmpty()) {
                    return Optional.empty();
                }
                StoredEntry known = entry.known().get();
                expected.add(workingCopy.stored(entry.path()), storedSize(known), known.tag());
            }
        }
        return Optional.of(expected);
    }

    private long storedSize(StoredEntry entry) {
        return overhead.storedSize(entry.tree().size());
    }

    /// What is to be believed after a look at the store.
    private final class Judged implements Cursor<IndexEntry> {
        private final Cursor<Inventory.Match> matches;
        private final Repairs repairs;
        private final PathSpool nameless;

        Judged(Cursor<Inventory.Match> matches, Repairs repairs, PathSpool nameless) {
            this.matches = matches;
            this.repairs = repairs;
            this.nameless = nameless;
        }

        @Override
        public @Nullable IndexEntry next() throws IOException {
            for (Inventory.Match match = matches.next(); match != null; match = matches.next()) {
                Optional<IndexEntry> judged = match.believed().isEmpty()
                        ? unknown(match.found().orElseThrow())
                        : believed(match.believed().get(), match.found());
                if (judged.isPresent()) {
                    return judged.get();
                }
            }
            return null;
        }

        private Optional<IndexEntry> believed(IndexEntry entry, Optional<Inventory.Item> found) {
            if (entry.known().isEmpty()) {
                return found.isPresent() ? Optional.of(entry) : Optional.empty();
            }
            if (found.isEmpty()) {
                repairs.missing(entry.path());
                return Optional.empty();
            }
            StoredEntry known = entry.known().get();
            if (storedSize(known) != found.get().size()
                    || !mayBeSame(known.tag(), found.get().tag())) {
                repairs.changed(entry.path());
                return Optional.of(new IndexEntry(entry.path(), Optional.empty()));
            }
            return Optional.of(new IndexEntry(
                    entry.path(), Optional.of(known.withTag(found.get().tag()))));
        }

        private static boolean mayBeSame(Optional<String> one, Optional<String> other) {
            return one.isEmpty() || other.isEmpty() || one.equals(other);
        }

        private Optional<IndexEntry> unknown(Inventory.Item found) throws IOException {
            Optional<BytePath> path = workingCopy.path(new ObjectKey(found.key()));
            if (path.isEmpty()) {
                repairs.foreign(found.key());
                nameless.add(found.key());
                return Optional.empty();
            }
            repairs.foreign(path.get());
            return Optional.of(new IndexEntry(path.get(), Optional.empty()));
        }

        @Override
        public void close() throws IOException {
            matches.close();
        }
    }

    private static Cursor<IndexEntry> objects(Optional<Manifest> manifest) throws IOException {
        return manifest.isEmpty() ? Cursor.empty() : manifest.get().objects();
    }
}
