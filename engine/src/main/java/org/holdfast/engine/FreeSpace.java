package org.holdfast.engine;

import java.io.IOException;
import java.nio.file.FileStore;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import org.holdfast.names.ByteText;
import org.holdfast.names.LocalNames;

/// Whether what is about to be written fits where it goes. Refuses what cannot fit, and nothing else: what else may
/// fill the disk meanwhile is found when it is full. Thread-safe.
///
/// Measured as content: sealing, names and the rest of a block come on top; a file system that compresses takes less,
/// which its own measure of what is available does not tell.
final class FreeSpace {
    /// Archives of text shrink to a quarter, of logs to a tenth or so; little but zeros to less than this. A backup
    /// that is refused in error is worse than one that finds the disk full.
    private static final int MOST_COMPRESSED = 20;

    private final String place;
    private final Measure measure;
    private final boolean copiesShare;

    /// @param place for people
    /// @param copiesShare whether a copy of an object takes no space
    FreeSpace(String place, Measure measure, boolean copiesShare) {
        this.place = place;
        this.measure = measure;
        this.copiesShare = copiesShare;
    }

    /// Bytes that can be written; empty where nobody tells.
    @FunctionalInterface
    interface Measure {
        OptionalLong available() throws IOException;
    }

    /// Of a place that exists by the time somebody asks.
    static FreeSpace at(StoreLocation location) {
        return switch (location) {
            case StoreLocation.Directory directory ->
                new FreeSpace(
                        directory.toString(),
                        () -> available(Files.getFileStore(directory.path())),
                        directory.hardlinks());
            case StoreLocation.Bucket _, StoreLocation.Nowhere _ -> unknown(location.toString());
        };
    }

    /// Of a place without an end.
    static FreeSpace unknown(String place) {
        return new FreeSpace(place, OptionalLong::empty, true);
    }

    private static OptionalLong available(FileStore disk) throws IOException {
        // Some network and user-space file systems do not know, and say that there is nothing at all.
        return disk.getTotalSpace() <= 0 ? OptionalLong.empty() : OptionalLong.of(disk.getUsableSpace());
    }

    /// To be called before a tree of files is written.
    ///
    /// @param changed bytes of the files that will be uploaded
    /// @param whole bytes of all files
    /// @throws BackupException FAILED if they cannot fit
    void requireForTree(long changed, long whole) throws IOException {
        require(copiesShare ? changed : changed + whole, "");
    }

    /// To be called before an archive is written, whose size nobody knows.
    ///
    /// @param content bytes of the files in it
    /// @throws BackupException FAILED if it cannot fit, however well it can be compressed
    void requireForArchive(long content) throws IOException {
        long archive = content / MOST_COMPRESSED;
        require(copiesShare ? archive : 2 * archive, "at least ");
    }

    /// To be called before a backup of another store is written, once and apart from all others.
    ///
    /// @param content bytes of the files in it
    /// @throws BackupException FAILED if it cannot fit
    void requireForCopy(FormatKind format, long content) throws IOException {
        switch (format) {
            case RSYNC -> require(content, "");
            case TGZ -> require(content / MOST_COMPRESSED, "at least ");
        }
    }

    /// Whether files that are about to be restored will fit. Nobody knows how many holes they have, so this is for
    /// people and refuses nothing.
    ///
    /// @param content bytes of the files, by the directory that they go to; it exists
    /// @return one line for each directory whose disk will be full unless there are holes
    static List<String> doubts(Map<Path, Long> content) throws IOException {
        Map<FileStore, Long> needed = new HashMap<>();
        List<String> doubts = new ArrayList<>();
        for (Map.Entry<Path, Long> place : content.entrySet()) {
            FileStore disk = Files.getFileStore(place.getKey());
            long sum = needed.merge(disk, place.getValue(), Long::sum);
            OptionalLong available = available(disk);
            if (available.isPresent() && sum > available.getAsLong()) {
                doubts.add(ByteText.printable(LocalNames.bytesOf(place.getKey())) + " has room for "
                        + available.getAsLong() + " bytes, and the files that go there have " + sum
                        + ": they only fit if they have holes, as those of virtual disks do");
            }
        }
        return doubts;
    }

    private void require(long needed, String atLeast) throws IOException {
        OptionalLong available = measure.available();
        if (available.isEmpty() || needed <= available.getAsLong()) {
            return;
        }
        throw new BackupException(
                Failure.FAILED,
                "not enough space in " + place + ": the backup needs " + atLeast + needed + " bytes, and "
                        + available.getAsLong() + " are available; none of it was written",
                "free space there, remove old backups, or use a larger disk");
    }
}
