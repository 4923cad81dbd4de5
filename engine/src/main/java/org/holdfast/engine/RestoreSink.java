package org.holdfast.engine;

import java.io.IOException;
import java.io.InputStream;
import java.util.HashSet;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicLong;
import org.holdfast.format.EntrySink;
import org.holdfast.format.Losses;
import org.holdfast.format.Manifest;
import org.holdfast.names.BytePath;
import org.holdfast.sync.Kind;
import org.holdfast.sync.StoredEntry;
import org.holdfast.sync.TargetTree;

/// Sends what a restore wants to where it belongs: what lies under `data/` into one tree, the rest into others.
/// Thread-safe.
final class RestoreSink implements EntrySink {
    private final Selection selection;
    private final Destinations destinations;
    private final Map<Destinations.Destination, TargetTree> trees;
    private final Set<BytePath> neededDirectories;
    private final Losses losses;
    private final AtomicLong entries = new AtomicLong();
    private final AtomicLong files = new AtomicLong();
    private final AtomicLong bytes = new AtomicLong();

    /// @param neededDirectories directories that are delivered because something below them is selected
    /// @param losses hears of what is damaged
    RestoreSink(
            Selection selection,
            Destinations destinations,
            Map<Destinations.Destination, TargetTree> trees,
            Set<BytePath> neededDirectories,
            Losses losses) {
        this.selection = selection;
        this.destinations = destinations;
        this.trees = Map.copyOf(trees);
        this.neededDirectories = neededDirectories;
        this.losses = losses;
    }

    /// The directories above what `selection` picks from a manifest.
    static Set<BytePath> directoriesAbove(Selection selection, Manifest manifest) throws IOException {
        Set<BytePath> above = new HashSet<>();
        if (selection.isEverything()) {
            return above;
        }
        manifest.visit(entry -> {
            if (selection.contains(entry.path())) {
                BytePath directory = entry.path().parent();
                while (!directory.isRoot() && above.add(directory)) {
                    directory = directory.parent();
                }
            }
        });
        return above;
    }

    /// Where an entry goes to: a tree and the path in it.
    private record Place(TargetTree tree, StoredEntry entry) {}

    private Optional<Place> place(StoredEntry entry) {
        BytePath path = entry.path();
        Optional<Destinations.Destination> to = destinations.of(path);
        if (to.isEmpty()) {
            return Optional.empty();
        }
        BytePath top = to.get().top();
        if (!top.isRoot() && path.equals(top) && !selection.isEverything()) {
            // The directory there is only where the parts of it go.
            return Optional.empty();
        }
        StoredEntry there = entry.withTree(entry.tree().withPath(to.get().inside(path)));
        return Optional.of(new Place(tree(to.get()), there));
    }

    private TargetTree tree(Destinations.Destination to) {
        return Objects.requireNonNull(trees.get(to), "every destination has a tree");
    }

    @Override
    public boolean wants(StoredEntry entry) throws IOException {
        boolean meant = selection.contains(entry.path())
                || (entry.tree().kind() == Kind.DIRECTORY && neededDirectories.contains(entry.path()));
        if (!meant) {
            return false;
        }
        Optional<Place> place = place(entry);
        return place.isPresent() && place.get().tree.wants(place.get().entry.tree());
    }

    @Override
    public void directory(StoredEntry entry) throws IOException {
        Place place = place(entry).orElseThrow();
        place.tree.directory(place.entry);
        entries.incrementAndGet();
    }

    @Override
    public void file(StoredEntry entry, InputStream content) throws IOException {
        Place place = place(entry).orElseThrow();
        place.tree.file(place.entry, content);
        count(entry);
    }

    @Override
    public void link(StoredEntry entry) throws IOException {
        Place place = place(entry).orElseThrow();
        place.tree.link(place.entry);
        entries.incrementAndGet();
    }

    @Override
    public boolean hardlink(StoredEntry entry, BytePath earlier) throws IOException {
        Place place = place(entry).orElseThrow();
        Optional<Destinations.Destination> other = destinations.of(earlier);
        if (other.isEmpty()
                || !tree(other.get()).equals(place.tree)
                || !place.tree.hardlink(place.entry, other.get().inside(earlier))) {
            return false;
        }
        count(entry);
        return true;
    }

    @Override
    public void lost(StoredEntry entry, IOException why) throws IOException {
        losses.lost(entry.path(), why);
    }

    @Override
    public void brokenOff(IOException why) throws IOException {
        losses.brokenOff(why);
    }

    private void count(StoredEntry entry) {
        entries.incrementAndGet();
        files.incrementAndGet();
        bytes.addAndGet(entry.tree().size());
    }

    long entries() {
        return entries.get();
    }

    long files() {
        return files.get();
    }

    long bytes() {
        return bytes.get();
    }
}
