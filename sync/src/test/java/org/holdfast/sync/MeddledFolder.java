package org.holdfast.sync;

import java.io.IOException;
import java.lang.reflect.InvocationHandler;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import org.holdfast.names.BytePath;

/// Opens directories some of whose calls do something else, and counts those that are open.
final class MeddledFolder {
    /// They lead to folders that are to be meddled with, too.
    private static final Set<String> DESCENTS = Set.of("below", "in");

    private final Meddling meddling;
    private final AtomicInteger open = new AtomicInteger();

    /// What a call does instead.
    @FunctionalInterface
    interface Meddling {
        /// What a call returns instead; empty for what it would return.
        ///
        /// @param call the name of the method of [Folder]
        /// @param place of what it is called for, by its last names
        Optional<Object> instead(Folder real, String call, String place) throws IOException;
    }

    MeddledFolder(Meddling meddling) {
        this.meddling = meddling;
    }

    static Meddling failing(String call, String place, IOException failure) {
        return (_, called, at) -> {
            if (called.equals(call) && at.endsWith(place)) {
                throw failure;
            }
            return Optional.empty();
        };
    }

    Folder.Opener opener() {
        return path -> meddled(Folder.open(path));
    }

    /// How many were opened and not closed.
    int open() {
        return open.get();
    }

    private Folder meddled(Folder real) {
        open.incrementAndGet();
        return (Folder) Proxy.newProxyInstance(
                Folder.class.getClassLoader(), new Class<?>[] {Folder.class}, (proxy, method, arguments) -> {
                    if (method.getName().equals("equals")) {
                        return Proxy.isProxyClass(arguments[0].getClass())
                                && Proxy.getInvocationHandler(proxy).equals(Proxy.getInvocationHandler(arguments[0]));
                    }
                    if (method.getName().equals("close")) {
                        open.decrementAndGet();
                    }
                    BytePath name = arguments != null && arguments[0] instanceof BytePath given ? given : BytePath.ROOT;
                    Optional<Object> instead = meddling.instead(real, method.getName(), real.shown(name));
                    if (instead.isPresent()) {
                        return instead.get();
                    }
                    if (DESCENTS.contains(method.getName())) {
                        return InvocationHandler.invokeDefault(proxy, method, arguments);
                    }
                    try {
                        Object result = method.invoke(real, arguments);
                        return result instanceof Folder folder ? meddled(folder) : result;
                    } catch (InvocationTargetException e) {
                        throw e.getCause();
                    }
                });
    }
}
