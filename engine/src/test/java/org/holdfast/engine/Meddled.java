package org.holdfast.engine;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Predicate;
import org.holdfast.backends.ObjectKey;
import org.holdfast.backends.ObjectStore;

/// Stores in which something happens at a chosen moment.
final class Meddled {
    private Meddled() {}

    /// What happens.
    @FunctionalInterface
    interface Happening {
        void run() throws Exception;
    }

    /// The same store, with something happening once, just before an object is put.
    static ObjectStore beforePut(ObjectStore store, Predicate<ObjectKey> which, Happening happening) {
        AtomicBoolean happened = new AtomicBoolean();
        return (ObjectStore) Proxy.newProxyInstance(
                ObjectStore.class.getClassLoader(), new Class<?>[] {ObjectStore.class}, (_, method, arguments) -> {
                    if (method.getName().equals("put")
                            && which.test((ObjectKey) arguments[0])
                            && !happened.getAndSet(true)) {
                        happening.run();
                    }
                    try {
                        return method.invoke(store, arguments);
                    } catch (InvocationTargetException e) {
                        throw e.getCause();
                    }
                });
    }
}
