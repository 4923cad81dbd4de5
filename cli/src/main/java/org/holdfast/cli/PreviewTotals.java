package org.holdfast.cli;

/// What a dry run found, added up. Not thread-safe.
final class PreviewTotals {
    private long uploads;
    private long uploadBytes;
    private long keeps;
    private long keepBytes;
    private long removals;
    private long skips;

    /// @param wouldUploadBytes likewise, the others with their numbers of files
    record Sums(
            long wouldUpload,
            long wouldUploadBytes,
            long wouldKeep,
            long wouldKeepBytes,
            long wouldRemove,
            long skipped) {}

    void upload(long size) {
        uploads++;
        uploadBytes += size;
    }

    void keep(long size) {
        keeps++;
        keepBytes += size;
    }

    void remove() {
        removals++;
    }

    void skip() {
        skips++;
    }

    Sums sums() {
        return new Sums(uploads, uploadBytes, keeps, keepBytes, removals, skips);
    }
}
