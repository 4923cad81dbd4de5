package org.holdfast.backends.s3;

import java.io.IOException;
import java.util.Objects;
import java.util.function.Consumer;
import org.holdfast.backends.StoreException;

/// Tells of steps as they end, and remembers whether one failed. Confined to one thread.
final class Steps {
    private final Consumer<Step> listener;
    private boolean failed;

    Steps(Consumer<Step> listener) {
        this.listener = listener;
    }

    /// Makes an attempt; one that throws has failed.
    ///
    /// @return whether it did not fail
    boolean attempt(String name, Attempt attempt) {
        Finding finding = finding(attempt);
        tell(name, finding);
        return finding.verdict() != Step.Verdict.FAILED;
    }

    void tell(String name, Finding finding) {
        failed |= finding.verdict() == Step.Verdict.FAILED;
        listener.accept(finding.as(name));
    }

    boolean noneFailed() {
        return !failed;
    }

    private static Finding finding(Attempt attempt) {
        try {
            return attempt.make();
        } catch (IOException e) {
            return failure(e);
        }
    }

    static Finding failure(IOException e) {
        String hint = e instanceof StoreException known ? known.hint() : "";
        return Finding.failed(Objects.requireNonNullElse(e.getMessage(), e.toString()), hint);
    }

    /// Something to try.
    @FunctionalInterface
    interface Attempt {
        Finding make() throws IOException;
    }
}
