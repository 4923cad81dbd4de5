package org.holdfast.engine;

import java.util.List;

/// What a restore did, or would do.
///
/// @param files regular files delivered, hard links counted each, and their `bytes`
/// @param entries everything delivered, directories and links too
/// @param notices what could not be restored as it was, such as an owner without being root; one line each
/// @param lost how many entries are missing because they are damaged, which somebody accepted
/// @param whole whether nothing is missing for that reason, also nothing that nobody can count
public record RestoreSummary(long entries, long files, long bytes, List<String> notices, long lost, boolean whole) {
    RestoreSummary without(AcceptedLosses losses) {
        return new RestoreSummary(entries, files, bytes, notices, losses.files(), losses.isWhole());
    }
}
