package org.holdfast.engine;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.holdfast.names.BytePath;
import org.holdfast.names.ByteText;
import org.holdfast.names.LocalNames;

/// Where the parts of a backup go in a restore. Immutable.
final class Destinations {
    private final List<Destination> all;

    private Destinations(List<Destination> all) {
        this.all = List.copyOf(all);
    }

    /// One of these directories.
    ///
    /// @param top what of the backup goes there, without its own name
    /// @param app whether it is the app's, so that what the backup does not have may be removed
    record Destination(BytePath top, Path directory, boolean app) {
        BytePath inside(BytePath path) {
            return path.below(top);
        }
    }

    /// @throws BackupException MISCONFIGURED if one directory lies inside another
    static Destinations of(RestoreRequest request) throws BackupException {
        if (request.raw()) {
            return new Destinations(
                    List.of(new Destination(BytePath.ROOT, request.places().target(), true)));
        }
        RestorePlaces places = request.places();
        List<Destination> all = new ArrayList<>();
        all.add(new Destination(Selection.DATA, places.target(), true));
        for (var directory : places.directories().entrySet()) {
            AppContent.checkName(directory.getKey());
            all.add(new Destination(BytePath.parse(directory.getKey()), directory.getValue(), true));
        }
        places.dumpDirectory().ifPresent(dumps -> all.add(new Destination(BytePath.ROOT, dumps, false)));
        checkApart(all);
        return new Destinations(all);
    }

    private static void checkApart(List<Destination> all) throws BackupException {
        for (int i = 0; i < all.size(); i++) {
            for (int j = 0; j < i; j++) {
                Path one = normal(all.get(i).directory);
                Path other = normal(all.get(j).directory);
                if (one.startsWith(other) || other.startsWith(one)) {
                    throw new BackupException(
                            Failure.MISCONFIGURED,
                            "the directories to restore into overlap: " + shown(other) + " and " + shown(one),
                            "name directories that lie beside each other");
                }
            }
        }
    }

    private static Path normal(Path path) {
        return path.toAbsolutePath().normalize();
    }

    private static String shown(Path path) {
        return ByteText.printable(LocalNames.bytesOf(path));
    }

    /// Without those that the backup has nothing for, so that nothing is made or removed there.
    ///
    /// @param tops the names at the top of the backup
    Destinations onlyFor(Set<BytePath> tops) {
        return new Destinations(all.stream()
                .filter(to -> to.top.isRoot() || to.top.equals(Selection.DATA) || tops.contains(to.top))
                .toList());
    }

    List<Destination> all() {
        return all;
    }

    /// Where something of the backup goes to, if anywhere.
    Optional<Destination> of(BytePath path) {
        return all.stream().filter(to -> path.startsWith(to.top)).findFirst();
    }
}
