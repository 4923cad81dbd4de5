package org.holdfast.engine;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.holdfast.engine.verify.VerifyFinding;
import org.holdfast.engine.verify.VerifyFinding.Kind;
import org.holdfast.names.BytePath;

/// What is wrong with one backup, as it is found. In flat memory: of very many findings the last are only counted.
/// Thread-safe.
final class Findings {
    private static final int MOST_LISTED = 1000;
    private static final int MOST_REMEMBERED = 100_000;

    private final List<VerifyFinding> listed = new ArrayList<>();
    private final Set<BytePath> files = new HashSet<>();
    private long total;
    private long harmful;
    private long shallow;
    private boolean reading;

    /// From now on it takes reading the data to find something.
    synchronized void reading() {
        reading = true;
    }

    void add(Kind kind, String what) {
        add(new VerifyFinding(kind, Optional.empty(), what));
    }

    /// Of one file, of which nothing more is added from then on.
    synchronized void add(Kind kind, BytePath file, String what) {
        if (files.size() < MOST_REMEMBERED && !files.add(file)) {
            return;
        }
        add(new VerifyFinding(kind, Optional.of(file), what));
    }

    /// Says nothing twice that reading finds as the listing did.
    synchronized void add(VerifyFinding finding) {
        if (!listed.isEmpty() && listed.getLast().equals(finding)) {
            return;
        }
        total++;
        harmful += finding.kind().isHarmless() ? 0 : 1;
        shallow += reading ? 0 : 1;
        if (listed.size() < MOST_LISTED) {
            listed.add(finding);
        }
    }

    /// Whether something is wrong with a file.
    synchronized boolean concern(BytePath file) {
        return files.contains(file);
    }

    /// Whether nothing was found that a restore would fail for.
    synchronized boolean areHarmless() {
        return harmful == 0;
    }

    synchronized List<VerifyFinding> listed() {
        return List.copyOf(listed);
    }

    synchronized long total() {
        return total;
    }

    /// How many came after [#reading()].
    synchronized long deep() {
        return total - shallow;
    }
}
