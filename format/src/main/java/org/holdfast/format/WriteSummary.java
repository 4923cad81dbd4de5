package org.holdfast.format;

import java.util.Optional;

/// What one run did to the working copy.
///
/// @param files files in the tree, and their `bytes`
/// @param uploadedFiles files whose content was sent, and their `uploadedBytes`, before sealing
/// @param removedFiles objects taken out of the working copy
/// @param repairedObjects objects of the working copy that somebody else changed, took away or put there
/// @param lost source entries that could not be read and are missing from the backup
/// @param unstable files that changed while they were read
/// @param archiveBytes the size of the archive, before sealing, if it is one
public record WriteSummary(
        long files,
        long bytes,
        long uploadedFiles,
        long uploadedBytes,
        long removedFiles,
        long repairedObjects,
        long lost,
        long unstable,
        Optional<Long> archiveBytes) {
    public boolean isComplete() {
        return lost == 0 && unstable == 0;
    }
}
