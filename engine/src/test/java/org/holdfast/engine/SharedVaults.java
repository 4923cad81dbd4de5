package org.holdfast.engine;

import java.io.IOException;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.atomic.AtomicReference;
import org.holdfast.backends.ObjectStore;

/// Vaults over many stores, one after the other. Encrypted ones are all begun alike, and derive their keys once: that
/// takes a tenth of a second each time.
final class SharedVaults {
    private final Set<SweepScene.Where> encrypted;
    private final ConcurrentMap<SweepScene.Where, Shared> shared = new ConcurrentHashMap<>();

    /// @param vault over whatever `store` is at the time
    private record Shared(Vault vault, AtomicReference<ObjectStore> store) {}

    SharedVaults(Set<SweepScene.Where> encrypted) {
        this.encrypted = Set.copyOf(encrypted);
    }

    /// Closes nothing, and needs no close.
    Vault over(SweepScene.Where where, ObjectStore store) throws IOException {
        if (!encrypted.contains(where)) {
            return Vault.over(where.name(), store, Passwords.NONE);
        }
        Shared one = shared.get(where);
        if (one == null) {
            AtomicReference<ObjectStore> current = new AtomicReference<>(store);
            ObjectStore changing = (ObjectStore) Proxy.newProxyInstance(
                    ObjectStore.class.getClassLoader(), new Class<?>[] {ObjectStore.class}, (_, method, arguments) -> {
                        try {
                            return method.invoke(current.get(), arguments);
                        } catch (InvocationTargetException e) {
                            throw e.getCause();
                        }
                    });
            one = new Shared(Vault.over(where.name(), changing, Lab.password(Lab.PASSWORD)), current);
            shared.put(where, one);
        }
        one.store().set(store);
        return one.vault();
    }
}
