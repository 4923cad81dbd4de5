package org.holdfast.backends.testing;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.stream.Stream;
import org.holdfast.backends.Depth;
import org.holdfast.backends.ObjectKey;
import org.holdfast.backends.ObjectStore;
import org.holdfast.backends.PrefixedStore;
import org.jspecify.annotations.Nullable;

/// The contract of [ObjectStore] as named checks, to be run by tests on every store and decorator, and by users on a
/// place of their own. Stateless.
///
/// Every check always does the same, takes as long as the store takes, and leaves nothing behind.
public final class StoreContract {
    private StoreContract() {}

    /// What every store must do.
    public static List<Check> checks() {
        return Stream.of(
                        TransferChecks.all(),
                        CreateChecks.all(),
                        CallerChecks.all(),
                        ListChecks.all(),
                        CopyAndDeleteChecks.all(),
                        NameChecks.text(),
                        ThreadChecks.all())
                .flatMap(Collection::stream)
                .toList();
    }

    /// What a store must do whose names may be any bytes: file systems and memory. Object stores take text only.
    public static List<Check> byteNameChecks() {
        return NameChecks.bytes();
    }

    /// One promise of the contract.
    ///
    /// @param name a phrase that says it
    public record Check(String name, Body body) {
        /// Tries the promise below `scratch`, and removes afterwards whatever is there.
        ///
        /// @param scratch a prefix without objects, or [ObjectKey#ROOT] for a store without objects
        /// @throws Violation if the store breaks the promise
        /// @throws Exception if the store fails in a way that says nothing about the promise, such as a
        ///     refused login
        public void run(ObjectStore store, ObjectKey scratch) throws Exception {
            ObjectStore view = new PrefixedStore(store, scratch);
            Throwable thrown = null;
            try {
                body.run(view);
            } catch (Throwable e) {
                thrown = e;
                throw e;
            } finally {
                cleanUp(view, thrown);
            }
        }

        private static void cleanUp(ObjectStore view, @Nullable Throwable thrown) throws IOException {
            try {
                List<ObjectKey> left = new ArrayList<>();
                view.list(ObjectKey.ROOT, Depth.ALL, info -> left.add(info.key()));
                view.delete(left);
            } catch (IOException | RuntimeException e) {
                if (thrown == null) {
                    throw e;
                }
                thrown.addSuppressed(e);
            }
        }

        @Override
        public String toString() {
            return name;
        }
    }

    /// What a check does.
    @FunctionalInterface
    public interface Body {
        /// Runs on a store, or a view of one, that holds no objects.
        void run(ObjectStore store) throws Exception;
    }

    /// A broken promise; the message is a sentence that says which.
    public static final class Violation extends RuntimeException {
        public Violation(String message) {
            super(message);
        }

        public Violation(String message, @Nullable Throwable cause) {
            super(message, cause);
        }
    }
}
