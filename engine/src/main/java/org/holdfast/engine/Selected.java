package org.holdfast.engine;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.holdfast.format.Manifest;
import org.holdfast.names.BytePath;
import org.holdfast.sync.Kind;
import org.holdfast.sync.StoredEntry;

/// How much of a backup a restore delivers.
///
/// @param destinations those that something goes to
/// @param notices what is asked for and not delivered, one line each
/// @param space bytes that it takes, by the directory that it goes to
record Selected(long files, long bytes, Destinations destinations, List<String> notices, Map<Path, Long> space) {
    private static final Set<BytePath> OUR_OWN = Set.of(FrozenApp.CONFIG, BytePath.parse("fsmetadata.json"));

    /// @throws BackupException NOT_FOUND if a selection picks nothing at all
    static Selected of(Selection selection, RestoreRequest request, Manifest manifest) throws IOException {
        Counter counter = new Counter(selection, Destinations.of(request));
        manifest.visit(counter);
        if (counter.entries == 0 && !selection.isEverything()) {
            throw new BackupException(
                    Failure.NOT_FOUND,
                    "nothing in the backup matches " + String.join(", ", request.patterns()),
                    "look at \"holdfast backup files\" for what there is; what is not below data/ needs --directory,"
                            + " --dump-dir or --raw");
        }
        return new Selected(
                counter.files,
                counter.bytes,
                counter.destinations.onlyFor(counter.tops),
                counter.notices(request),
                Map.copyOf(counter.space));
    }

    private static final class Counter implements Manifest.Visitor {
        private final Selection selection;
        private final Destinations destinations;
        private final Set<BytePath> tops = new TreeSet<>();
        private final Set<BytePath> leftOut = new TreeSet<>();
        private final Map<Path, Long> space = new HashMap<>();
        private long entries;
        private long files;
        private long bytes;

        Counter(Selection selection, Destinations destinations) {
            this.selection = selection;
            this.destinations = destinations;
        }

        @Override
        public void entry(StoredEntry entry) {
            BytePath top = entry.path().top();
            tops.add(top);
            if (!selection.contains(entry.path())) {
                return;
            }
            Optional<Destinations.Destination> to = destinations.of(entry.path());
            if (to.isEmpty()) {
                leftOut.add(top);
                return;
            }
            entries++;
            if (entry.tree().kind() == Kind.FILE) {
                files++;
                bytes += entry.tree().size();
                space.merge(
                        to.get().directory(),
                        entry.hardlinkTo().isPresent() ? 0 : entry.tree().size(),
                        Long::sum);
            }
        }

        List<String> notices(RestoreRequest request) {
            List<String> notices = new ArrayList<>();
            leftOut.removeAll(OUR_OWN);
            if (!leftOut.isEmpty()) {
                notices.add("not restored, since nobody said where to: "
                        + leftOut.stream().map(BytePath::toString).collect(Collectors.joining(", "))
                        + " (--directory NAME=DIR, or --dump-dir DIR for all of it)");
            }
            for (String name : request.raw()
                    ? Set.<String>of()
                    : request.places().directories().keySet()) {
                if (!tops.contains(BytePath.parse(name))) {
                    notices.add("the backup has no directory " + name);
                }
            }
            return notices;
        }
    }
}
