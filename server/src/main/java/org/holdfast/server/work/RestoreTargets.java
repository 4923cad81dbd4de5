package org.holdfast.server.work;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.List;
import org.holdfast.engine.BackupException;
import org.holdfast.engine.Failure;
import org.holdfast.engine.RestorePlaces;
import org.holdfast.names.ByteText;
import org.holdfast.names.LocalNames;

/// Where restores may write: below some directories, wherever links on the way lead. Immutable.
///
/// @param allowed absolute; may be missing
public record RestoreTargets(List<Path> allowed) {
    private static final int MOST_CHARACTERS = 4000;

    public RestoreTargets {
        allowed = List.copyOf(allowed);
    }

    /// The directory that somebody asks for.
    ///
    /// @param text lossless; absolute, or relative to the first directory that is allowed
    /// @return with all links resolved that are there
    /// @throws BackupException MISCONFIGURED unless it lies below one that is allowed
    public Path of(String text) throws BackupException {
        if (allowed.isEmpty()) {
            throw new BackupException(
                    Failure.MISCONFIGURED,
                    "the configuration allows no directory to restore to",
                    "name some in serve.restoreDirectories, or use \"holdfast backup restore\"");
        }
        if (text.isEmpty() || text.indexOf('\0') >= 0 || text.length() > MOST_CHARACTERS) {
            throw new BackupException(Failure.MISCONFIGURED, "that is no path", "name another directory");
        }
        Path wanted = allowed.getFirst().resolve(LocalNames.path(encoded(text)));
        for (Path part : wanted) {
            if (part.toString().equals("..")) {
                throw refused(text);
            }
        }
        Path real = real(wanted.normalize());
        if (!isBelow(real)) {
            throw refused(text);
        }
        return real;
    }

    /// Looks once more, just before something is written: since a place was asked for, links may have come that lead
    /// from it to elsewhere, such as those of another restore. Whoever writes then follows none that comes later.
    ///
    /// @param places with all links resolved
    /// @throws BackupException MISCONFIGURED unless each is still that, below a directory that is allowed
    void still(RestorePlaces places) throws BackupException {
        for (Path place : places.all()) {
            still(place);
        }
    }

    void still(Path place) throws BackupException {
        Path real = real(place);
        if (!real.equals(place) || !isBelow(real)) {
            throw refused(ByteText.decode(LocalNames.bytesOf(place)));
        }
    }

    private boolean isBelow(Path real) throws BackupException {
        for (Path directory : allowed) {
            Path top = real(directory);
            if (real.startsWith(top) && !real.equals(top)) {
                return true;
            }
        }
        return false;
    }

    private byte[] encoded(String text) throws BackupException {
        try {
            return ByteText.encode(text);
        } catch (IllegalArgumentException e) {
            throw new BackupException(Failure.MISCONFIGURED, "that is no path", "name another directory", List.of(), e);
        }
    }

    private BackupException refused(String text) {
        return new BackupException(
                Failure.MISCONFIGURED,
                "the configuration does not allow to restore to " + ByteText.printable(ByteText.encode(text)),
                "name a directory below " + String.join(" or ", shown())
                        + ", or allow more in serve.restoreDirectories");
    }

    /// For people.
    public List<String> shown() {
        return allowed.stream()
                .map(path -> ByteText.printable(LocalNames.bytesOf(path)))
                .toList();
    }

    /// The real path of what may not exist.
    private static Path real(Path path) throws BackupException {
        Path parent = path.getParent();
        try {
            if (parent == null || Files.exists(path, LinkOption.NOFOLLOW_LINKS)) {
                // A link that leads nowhere is no place that anybody could have allowed.
                return path.toRealPath();
            }
        } catch (IOException e) {
            throw new BackupException(
                    Failure.MISCONFIGURED,
                    "cannot look at " + ByteText.printable(LocalNames.bytesOf(path)) + ": " + e.getMessage(),
                    "name another directory",
                    List.of(),
                    e);
        }
        return real(parent).resolve(path.getFileName());
    }
}
