package org.holdfast.format;

import java.io.IOException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.OptionalInt;
import java.util.Set;
import org.holdfast.backends.ObjectKey;
import org.holdfast.backends.ObjectNotFoundException;
import org.holdfast.backends.ObjectStore;
import org.holdfast.backends.Tasks;
import org.holdfast.names.BytePath;
import org.holdfast.sync.StoredEntry;

/// Reads a backup of one object a file, guided by its manifest, several files at once.
public final class RsyncReader implements BackupReader {
    private final OptionalInt files;

    /// As many files at once as the store says are useful.
    public RsyncReader() {
        this.files = OptionalInt.empty();
    }

    /// @param files how many at once, where the receiver is what takes its time
    RsyncReader(int files) {
        this.files = OptionalInt.of(files);
    }

    @Override
    public void read(ObjectStore here, Manifest manifest, EntrySink sink, Progress progress) throws IOException {
        Set<BytePath> wantedFirsts = new HashSet<>();
        List<StoredEntry> hardlinks = new ArrayList<>();
        try (Tasks tasks = Tasks.many(files.orElseGet(() -> here.capabilities().reads()));
                Manifest.Reader entries = manifest.read()) {
            for (StoredEntry entry = entries.next(); entry != null; entry = entries.next()) {
                StoredEntry next = entry;
                if (!sink.wants(next)) {
                    continue;
                }
                switch (next.tree().kind()) {
                    case DIRECTORY -> sink.directory(next);
                    case LINK -> sink.link(next);
                    case FILE -> {
                        if (next.hardlinkTo().filter(wantedFirsts::contains).isPresent()) {
                            hardlinks.add(next);
                            continue;
                        }
                        if (manifest.hardlinkFirsts().contains(next.path())) {
                            wantedFirsts.add(next.path());
                        }
                        tasks.submit(() -> fetch(here, next, sink, progress));
                    }
                }
            }
            tasks.join();
        }
        for (StoredEntry link : hardlinks) {
            if (sink.hardlink(link, link.hardlinkTo().orElseThrow())) {
                progress.on(new Event.Finished(Event.Phase.RESTORE, link.path()));
            } else {
                fetch(here, link, sink, progress);
            }
        }
    }

    /// Reads one file to its end, where it proves genuine, and keeps nothing.
    ///
    /// @param here begins at the backup's own place
    /// @throws DamagedException if it is missing, or not what its entry says
    public static void check(ObjectStore here, StoredEntry entry, Progress progress) throws IOException {
        fetch(here, entry, new CheckingSink(), progress);
    }

    private static void fetch(ObjectStore here, StoredEntry entry, EntrySink sink, Progress progress)
            throws IOException {
        try {
            here.get(
                    new ObjectKey(entry.path()), in -> sink.file(entry, new VerifyingInputStream(in, entry, progress)));
        } catch (ObjectNotFoundException e) {
            sink.lost(entry, new DamagedException(entry.path() + " is missing from the backup", e));
            return;
        } catch (IOException e) {
            sink.lost(entry, e);
            return;
        }
        progress.on(new Event.Finished(Event.Phase.RESTORE, entry.path()));
    }
}
