package org.holdfast.engine.verify;

import java.util.List;

/// How the verification of one backup ended.
///
/// @param backup its id
/// @param format as its record says; empty if that cannot be read
/// @param read what was read, or restored, and is right
/// @param whole what the backup holds; [Extent#NOTHING] where nobody can tell
/// @param slices those that were to be read
/// @param findings the first of them, at most a thousand
/// @param total how many findings there are
/// @param deep how many of them only show to whom reads the data
public record VerifyResult(
        String backup,
        String format,
        VerifyMode mode,
        Extent read,
        Extent whole,
        Slices slices,
        List<VerifyFinding> findings,
        long total,
        long deep) {
    public VerifyResult {
        findings = List.copyOf(findings);
    }

    public boolean isGood() {
        return total == 0;
    }
}
