package org.holdfast.sync;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;
import java.util.NavigableMap;
import java.util.SortedMap;
import java.util.TreeMap;
import org.holdfast.names.BytePath;

/// Where a tree of user files lies, and what of it counts. Immutable.
///
/// Links are entries and never followed, except those that lead to a mounted directory. Other file systems
/// mounted below are part of the tree.
public final class SourceTree {
    private final NavigableMap<BytePath, Path> mounts;
    private final Folder.Opener opener;
    private final BytePath excludingBelow;
    private final Excludes excludes;

    SourceTree(SortedMap<BytePath, Path> mounts, Folder.Opener opener) {
        this(mounts, opener, BytePath.ROOT, Excludes.NONE);
    }

    private SourceTree(
            SortedMap<BytePath, Path> mounts, Folder.Opener opener, BytePath excludingBelow, Excludes excludes) {
        this.mounts = new TreeMap<>(mounts);
        this.opener = opener;
        this.excludingBelow = excludingBelow;
        this.excludes = excludes;
    }

    /// The content of `root` at the top; `root` itself is no entry.
    public static SourceTree of(Path root) {
        return of(new TreeMap<>(Map.of(BytePath.ROOT, root)));
    }

    /// Several directories, each at its place. A mounted directory is an entry like any other, except at
    /// [BytePath#ROOT]; what an outer one has in its place, or in the way to it, is hidden. A place whose
    /// parent does not exist is visited all the same.
    public static SourceTree of(SortedMap<BytePath, Path> mounts) {
        return new SourceTree(mounts, Folder::open);
    }

    /// The same tree without what `excluded` contains of what lies below `top`. A mounted directory is never
    /// left out.
    public SourceTree excluding(BytePath top, Excludes excluded) {
        return new SourceTree(mounts, opener, top, excluded);
    }

    /// Opens the mounted directories, from which everything else is found.
    ///
    /// @throws IOException if one is missing
    public OpenTree open() throws IOException {
        return OpenTree.of(mounts, opener, excludingBelow, excludes);
    }

    /// Opens it for one scan, see [OpenTree#scan].
    public void scan(EntryVisitor visitor) throws IOException {
        try (OpenTree open = open()) {
            open.scan(visitor);
        }
    }
}
