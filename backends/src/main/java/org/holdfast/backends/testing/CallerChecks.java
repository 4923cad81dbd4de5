package org.holdfast.backends.testing;

import static org.holdfast.backends.testing.Probe.bytes;
import static org.holdfast.backends.testing.Probe.key;
import static org.holdfast.backends.testing.Probe.put;
import static org.holdfast.backends.testing.Probe.require;

import java.io.FileNotFoundException;
import java.io.IOException;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.holdfast.backends.Depth;
import org.holdfast.backends.ObjectInfo;
import org.holdfast.backends.ObjectKey;
import org.holdfast.backends.ObjectNotFoundException;
import org.holdfast.backends.ObjectStore;
import org.holdfast.backends.ObjectVisitor;
import org.holdfast.backends.TransientStoreException;
import org.holdfast.backends.testing.StoreContract.Check;
import org.holdfast.backends.testing.StoreContract.Violation;

/// Exceptions of the caller's own code.
final class CallerChecks {
    private CallerChecks() {}

    static List<Check> all() {
        return List.of(
                new Check("an exception of a source comes back as it is", CallerChecks::source),
                new Check("an exception of a sink comes back as it is", CallerChecks::sink),
                new Check("an exception of a visitor comes back as it is", CallerChecks::visitor));
    }

    /// Also kinds that would mean something, had the store thrown them.
    private static List<Exception> exceptions() {
        return List.of(
                new IOException("checked, on purpose"),
                new FileNotFoundException("checked, on purpose"),
                new IllegalStateException("unchecked, on purpose"),
                new TransientStoreException("transient, on purpose"),
                new ObjectNotFoundException("not found, on purpose"));
    }

    /// The caller's code: throws the same exception each time, and counts.
    private static final class Thrower {
        private final Exception exception;
        private final AtomicInteger times = new AtomicInteger();

        Thrower(Exception exception) {
            this.exception = exception;
        }

        void run() throws IOException {
            times.incrementAndGet();
            switch (exception) {
                case IOException checked -> throw checked;
                case RuntimeException unchecked -> throw unchecked;
                default -> throw new AssertionError(exception);
            }
        }

        void requirePassed(String where, Probe.Attempt attempt) {
            Throwable thrown = Probe.thrownBy(attempt);
            if (!exception.equals(thrown)) {
                throw new Violation(
                        "the " + where + " threw " + exception + ", but what came back was " + thrown, thrown);
            }
            require(times.get() == 1, "the " + where + " threw and must not be tried again, but was");
        }
    }

    private static void source(ObjectStore store) {
        for (int written : new int[] {0, 1, 200_000}) {
            for (Exception exception : exceptions()) {
                Thrower thrower = new Thrower(exception);
                thrower.requirePassed(
                        "source",
                        () -> store.put(key("new"), out -> {
                            out.write(bytes(written, 1));
                            thrower.run();
                        }));
            }
        }
    }

    private static void sink(ObjectStore store) throws IOException {
        put(store, key("object"), bytes(200_000, 1));
        for (int read : new int[] {0, 1, 200_001}) {
            for (Exception exception : exceptions()) {
                Thrower thrower = new Thrower(exception);
                thrower.requirePassed(
                        "sink",
                        () -> store.get(key("object"), in -> {
                            in.readNBytes(read);
                            thrower.run();
                        }));
            }
        }
    }

    private static void visitor(ObjectStore store) throws IOException {
        put(store, "a/object");
        put(store, "a/b/object");
        for (Depth depth : Depth.values()) {
            for (Exception exception : exceptions()) {
                Thrower thrower = new Thrower(exception);
                thrower.requirePassed("visitor", () -> store.list(key("a"), depth, _ -> thrower.run()));
            }
        }
        for (Exception exception : exceptions()) {
            Thrower thrower = new Thrower(exception);
            thrower.requirePassed(
                    "visitor", () -> store.list(ObjectKey.ROOT, Depth.CHILDREN, new PrefixVisitor(thrower)));
        }
    }

    private record PrefixVisitor(Thrower thrower) implements ObjectVisitor {
        @Override
        public void object(ObjectInfo info) {}

        @Override
        public void prefix(ObjectKey prefix) throws IOException {
            thrower.run();
        }
    }
}
