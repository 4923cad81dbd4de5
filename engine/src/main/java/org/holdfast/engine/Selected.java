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
import org.holdfast.format.Amount;
import org.holdfast.format.Manifest;
import org.holdfast.names.BytePath;

/// How much of a backup a restore delivers.
///
/// @param destinations those that something goes to
/// @param notices what is asked for and not delivered, one line each
/// @param space bytes that it takes, by the directory that it goes to
record Selected(long files, long bytes, Destinations destinations, List<String> notices, Map<Path, Long> space) {
    private static final Set<BytePath> OUR_OWN = Set.of(FrozenApp.CONFIG, BytePath.parse("fsmetadata.json"));

    /// @throws BackupException NOT_FOUND if a selection picks nothing at all
    static Selected of(Selection selection, RestoreRequest request, Manifest manifest) throws IOException {
        Counter counter = new Counter(Destinations.of(request));
        if (selection.isEverything()) {
            manifest.tops().forEach(counter::add);
        } else {
            manifest.visit(entry -> {
                if (selection.contains(entry.path())) {
                    counter.add(entry.path().top(), Amount.of(entry));
                }
            });
        }
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
                counter.destinations.onlyFor(manifest.tops().keySet()),
                counter.notices(request, manifest.tops().keySet()),
                Map.copyOf(counter.space));
    }

    private static final class Counter {
        private final Destinations destinations;
        private final Set<BytePath> leftOut = new TreeSet<>();
        private final Map<Path, Long> space = new HashMap<>();
        private long entries;
        private long files;
        private long bytes;

        Counter(Destinations destinations) {
            this.destinations = destinations;
        }

        /// @param top the name at the top of the backup, by which alone it is told where it goes
        void add(BytePath top, Amount amount) {
            Optional<Destinations.Destination> to = destinations.of(top);
            if (to.isEmpty()) {
                leftOut.add(top);
                return;
            }
            entries += amount.entries();
            files += amount.files();
            bytes += amount.bytes();
            if (amount.files() > 0) {
                space.merge(to.get().directory(), amount.content(), Long::sum);
            }
        }

        List<String> notices(RestoreRequest request, Set<BytePath> tops) {
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
