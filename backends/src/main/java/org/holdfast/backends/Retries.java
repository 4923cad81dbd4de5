package org.holdfast.backends;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.time.Duration;
import java.util.Objects;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.function.LongSupplier;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/// Tries again what failed with a [TransientStoreException], as a [RetryPolicy] says. Thread-safe.
public final class Retries {
    private final RetryPolicy policy;
    private final RetryListener listener;
    private final Sleeper sleeper;
    private final LongSupplier nanoTime;
    private final RandomGenerator random;

    public Retries(RetryPolicy policy, RetryListener listener) {
        this(policy, listener, Thread::sleep, System::nanoTime, new SplittableRandom());
    }

    /// As above, for those who must not wait or want the same delays each time.
    ///
    /// @param nanoTime time since some moment, in nanoseconds, as of [System#nanoTime()]
    /// @param random for the jitter; used by one thread at a time
    public Retries(
            RetryPolicy policy,
            RetryListener listener,
            Sleeper sleeper,
            LongSupplier nanoTime,
            RandomGenerator random) {
        this.policy = Objects.requireNonNull(policy);
        this.listener = Objects.requireNonNull(listener);
        this.sleeper = Objects.requireNonNull(sleeper);
        this.nanoTime = Objects.requireNonNull(nanoTime);
        this.random = Objects.requireNonNull(random);
    }

    /// Runs an attempt until it ends well, fails for good, or has failed as often or as long as the policy allows.
    ///
    /// Between two tries passes the policy's delay; where the store asked for more, that and the delay.
    ///
    /// @param operation for the listener
    /// @param key for the listener
    /// @throws IOException the last try's own, with the reason for giving up if time ran out; an
    /// InterruptedIOException if the thread was interrupted while it waited
    public <T extends @Nullable Object> T run(Operation operation, ObjectKey key, Attempt<T> attempt)
            throws IOException {
        Series series = new Series(operation, key);
        while (true) {
            Try current = new Try(series.number + 1);
            try {
                return attempt.run(current);
            } catch (TransientStoreException e) {
                series.giveUpOrWait(current, e, e);
            } catch (PartialDeleteException e) {
                Optional<TransientStoreException> passing = e.transientFailure();
                if (passing.isEmpty()) {
                    throw e;
                }
                series.giveUpOrWait(current, e, passing.get());
            }
        }
    }

    private Duration delayAfter(int number, TransientStoreException cause) {
        Duration wanted = cause.retryAfter().orElse(Duration.ZERO);
        Duration delay;
        synchronized (random) {
            delay = policy.delayAfter(number, random);
        }
        // Those who were all told the same must not all come back in the same moment.
        return delay.compareTo(wanted) < 0 ? wanted.plus(delay) : delay;
    }

    /// What is to be tried, as often as it is called.
    @FunctionalInterface
    public interface Attempt<T extends @Nullable Object> {
        T run(Try current) throws IOException;
    }

    /// One try. Confined to the thread that tries.
    public static final class Try {
        private final int number;
        private boolean last;

        private Try(int number) {
            this.number = number;
        }

        /// Counted from 1.
        public int number() {
            return number;
        }

        /// Says that this try must not be repeated, however it ends.
        public void last() {
            last = true;
        }
    }

    /// The tries of one operation. Confined to its thread.
    private final class Series {
        private final Operation operation;
        private final ObjectKey key;
        private final long start = nanoTime.getAsLong();
        private int number;
        private boolean usedLastChance;

        Series(Operation operation, ObjectKey key) {
            this.operation = operation;
            this.key = key;
        }

        void giveUpOrWait(Try failed, IOException thrown, TransientStoreException cause) throws IOException {
            number++;
            if (failed.last || number >= policy.attempts() || (cause.onceMore() && usedLastChance)) {
                throw thrown;
            }
            usedLastChance |= cause.onceMore();
            Duration delay = delayAfter(number, cause);
            Duration elapsed = Duration.ofNanos(nanoTime.getAsLong() - start);
            if (elapsed.plus(delay).compareTo(policy.limit()) > 0) {
                throw thrown == cause ? cause.givenUp(reason(cause, elapsed)) : thrown;
            }
            listener.retrying(new RetryListener.Retry(operation, key, number, delay, cause));
            sleep(delay, thrown);
        }

        private String reason(TransientStoreException cause, Duration elapsed) {
            String tried = "gave up after " + number + (number == 1 ? " try in " : " tries in ") + elapsed.toSeconds()
                    + " s, since ";
            return cause.retryAfter()
                    .map(wait -> tried + "the store asks to wait for " + wait.toSeconds() + " s and all tries together"
                            + " may take " + policy.limit().toSeconds() + " s")
                    .orElse(tried + "all tries together may take "
                            + policy.limit().toSeconds() + " s");
        }

        private void sleep(Duration delay, IOException thrown) throws InterruptedIOException {
            try {
                sleeper.sleep(delay);
            } catch (InterruptedException e) {
                InterruptedIOException interrupted = Interruption.of(e);
                interrupted.addSuppressed(thrown);
                throw interrupted;
            }
        }
    }
}
