package org.holdfast.backends.filesystem;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;

/// Tells directories that hold no others without looking at each of their entries, which would be a request for each
/// where the file system is a network's. On most file systems a directory has two links, and one more for each
/// directory in it. Some say one or two of all directories, whatever is in them (Btrfs, SSHFS, some CIFS servers), so
/// what they say counts only if the one at the top, which holds others, has more. Thread-safe.
final class LinkCounts {
    private static final int OF_A_LEAF = 2;

    private final Optional<Found> top;

    private LinkCounts(Optional<Found> top) {
        this.top = top;
    }

    private record Found(int links, long device) {}

    /// @param top a directory, or a link to one
    static LinkCounts below(Path top) {
        return new LinkCounts(look(top).filter(found -> found.links > OF_A_LEAF));
    }

    /// Whether no directory is in this one; false also where that is not known.
    boolean isLeaf(Path directory) {
        return top.isPresent()
                && look(directory, LinkOption.NOFOLLOW_LINKS)
                        .filter(found -> found.links == OF_A_LEAF && found.device == top.get().device)
                        .isPresent();
    }

    private static Optional<Found> look(Path directory, LinkOption... options) {
        try {
            Map<String, Object> found = Files.readAttributes(directory, "unix:isDirectory,nlink,dev", options);
            return Boolean.TRUE.equals(found.get("isDirectory"))
                            && found.get("nlink") instanceof Integer links
                            && found.get("dev") instanceof Long device
                    ? Optional.of(new Found(links, device))
                    : Optional.empty();
        } catch (IOException | UnsupportedOperationException _) {
            return Optional.empty();
        }
    }
}
