package org.holdfast.format;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Optional;
import org.holdfast.sync.FileIdentity;
import org.holdfast.sync.TreeEntry;

/// Names the content of a large file by what its file system says of it: path, size, modification time, change
/// time and inode. The device is left out, since many are numbered anew at each start.
///
/// A file that changed within the last tick of its file system's clock gets no name, because it could change
/// again and look the same. What was written through a page in memory shows in these times late, as for every
/// tool that goes by them; whoever goes on with an interrupted upload must compare what arrived with what it
/// would send.
final class FileVersions implements Versions {
    /// Below that, to start over costs less than to find out where to go on. S3 takes no smaller part than 5 MiB.
    static final long LEAST_BYTES = 8L << 20;

    /// Linux takes the times of files from a clock that ticks every 1 to 10 ms.
    private static final Duration TICK = Duration.ofMillis(50);

    /// The coarsest there is: FAT.
    private static final Duration COARSE_TICK = Duration.ofSeconds(2);

    private final Path scratch;

    /// @param scratch a directory on a local disk, whose clock is that of the source
    FileVersions(Path scratch) {
        this.scratch = scratch;
    }

    @Override
    public Optional<String> of(TreeEntry now) throws IOException {
        FileIdentity identity = now.identity();
        if (now.size() < LEAST_BYTES || identity.equals(FileIdentity.UNKNOWN) || !isSettled(identity.changed())) {
            return Optional.empty();
        }
        return Optional.of("%d %s %s %d %s"
                .formatted(
                        now.size(),
                        now.modified(),
                        identity.changed(),
                        identity.inode(),
                        now.path().text()));
    }

    private boolean isSettled(Instant changed) throws IOException {
        Duration tick = changed.equals(changed.truncatedTo(ChronoUnit.SECONDS)) ? COARSE_TICK : TICK;
        Path probe = Files.createTempFile(scratch, "clock-", "");
        try {
            return changed.plus(tick).isBefore(Files.getLastModifiedTime(probe).toInstant());
        } finally {
            Files.delete(probe);
        }
    }
}
