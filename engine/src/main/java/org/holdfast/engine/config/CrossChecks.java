package org.holdfast.engine.config;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.holdfast.engine.StoreLocation;

/// Whether sites and apps get along. Collects what the readers find, wrong ones included, and looks at it in the end.
/// Confined to one thread.
final class CrossChecks {
    /// @param what it is of the app
    /// @param path with links resolved as far as it exists
    private record Directory(Place place, String app, String what, Path path) {
        /// What another one is told that comes into its way.
        String words() {
            return what + " of app " + app;
        }
    }

    private record Site(Place place, String name, StoreLocation location) {}

    private record Reference(Place place, String app) {}

    private final Mistakes mistakes;
    private final List<String> apps = new ArrayList<>();
    private final List<Directory> data = new ArrayList<>();
    private final List<Directory> more = new ArrayList<>();
    private final List<Site> sites = new ArrayList<>();
    private final List<Reference> references = new ArrayList<>();

    CrossChecks(Mistakes mistakes) {
        this.mistakes = mistakes;
    }

    void app(String name) {
        apps.add(name);
    }

    void data(Place place, String app, Path path) {
        data.add(new Directory(place, app, "the data", real(path)));
    }

    /// A directory besides its data.
    void more(Place place, String app, Path path) {
        more.add(new Directory(place, app, "a directory", real(path)));
    }

    void site(Place place, String name, StoreLocation location) {
        sites.add(new Site(place, name, location));
    }

    void reference(Place place, String app) {
        references.add(new Reference(place, app));
    }

    void run() {
        for (int i = 0; i < data.size(); i++) {
            for (Directory earlier : data.subList(0, i)) {
                overlap(earlier, data.get(i));
            }
        }
        for (int i = 0; i < more.size(); i++) {
            Directory directory = more.get(i);
            data.forEach(other -> overlap(other, directory));
            // Two apps may share what lies beside their data, as certificates; one app cannot have it twice.
            more.subList(0, i).stream()
                    .filter(earlier -> earlier.app().equals(directory.app()))
                    .forEach(earlier -> overlap(earlier, directory));
        }
        for (int i = 0; i < sites.size(); i++) {
            for (Site earlier : sites.subList(0, i)) {
                samePlace(earlier, sites.get(i));
            }
            insideSource(sites.get(i));
        }
        for (Reference reference : references) {
            if (!apps.contains(reference.app())) {
                mistakes.add(
                        reference.place(),
                        "there is no app " + reference.app()
                                + Spelling.nearest(reference.app(), apps)
                                        .map(near -> "; did you mean " + near + "?")
                                        .orElse(""));
            }
        }
    }

    private void overlap(Directory first, Directory second) {
        if (first.path().equals(second.path())) {
            mistakes.add(
                    second.place(),
                    "is " + first.words() + " too (line " + first.place().line() + ")");
        } else if (second.path().startsWith(first.path())) {
            mistakes.add(
                    second.place(),
                    "lies inside " + first.words() + " (line " + first.place().line() + ")");
        } else if (first.path().startsWith(second.path())) {
            mistakes.add(
                    second.place(),
                    "has " + first.words() + " inside (line " + first.place().line() + ")");
        }
    }

    private void samePlace(Site first, Site second) {
        if (first.location() instanceof StoreLocation.Nowhere) {
            return;
        }
        if (identity(first.location()).equals(identity(second.location()))) {
            mistakes.add(
                    second.place(),
                    "is the same place as site " + first.name() + " (line "
                            + first.place().line() + "): give each a prefix or directory of its own");
        }
    }

    private void insideSource(Site site) {
        if (!(site.location() instanceof StoreLocation.Directory directory)) {
            return;
        }
        Path path = real(directory.path());
        List<Directory> all = new ArrayList<>(data);
        all.addAll(more);
        for (Directory source : all) {
            if (path.startsWith(source.path())) {
                mistakes.add(
                        site.place(),
                        "lies inside a directory of app " + source.app() + " (line "
                                + source.place().line() + "), so that the backup would back up itself");
            }
        }
    }

    private static String identity(StoreLocation location) {
        try {
            return location instanceof StoreLocation.Directory directory
                    ? real(directory.path()).toString()
                    : location.identity();
        } catch (IOException _) {
            return location.toString();
        }
    }

    /// The real path of what may not exist, or not be seen.
    private static Path real(Path path) {
        Path parent = path.getParent();
        try {
            if (Files.exists(path) || parent == null) {
                return path.toRealPath();
            }
        } catch (IOException _) {
            return path;
        }
        return real(parent).resolve(path.getFileName());
    }
}
