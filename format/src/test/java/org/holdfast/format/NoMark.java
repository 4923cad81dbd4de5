package org.holdfast.format;

import java.io.IOException;
import java.util.List;
import java.util.Optional;
import org.holdfast.backends.ObjectKey;
import org.holdfast.backends.ObjectVisitor;
import org.holdfast.names.BytePath;

/// A working copy that no run has touched, and that holds nothing.
class NoMark implements WorkingCopy {
    @Override
    public Optional<String> generation() {
        return Optional.empty();
    }

    @Override
    public Optional<Manifest> content() {
        return Optional.empty();
    }

    @Override
    public void requireRoom(long changed, long whole) {}

    @Override
    public void changing(String generation) {}

    @Override
    public void list(ObjectVisitor visitor) throws IOException {}

    @Override
    public ObjectKey stored(BytePath path) {
        return new ObjectKey(path);
    }

    @Override
    public Optional<BytePath> path(ObjectKey stored) {
        return Optional.of(stored.path());
    }

    @Override
    public void remove(List<ObjectKey> stored) {}
}
