package org.holdfast.backends;

import org.holdfast.names.BytePath;

/// The name of an object in a store, or a prefix of such names. Segments are bytes; a prefix always ends on a segment
/// border, so `a` covers `a` and `a/b`, never `ab`. [#ROOT] is the prefix of everything and names no object.
public record ObjectKey(BytePath path) implements Comparable<ObjectKey> {
    public static final ObjectKey ROOT = new ObjectKey(BytePath.ROOT);

    /// Parses a `/`-joined key, see [BytePath#parse(String)].
    ///
    /// @throws IllegalArgumentException if it is absolute or has an empty, `.` or `..` segment
    public static ObjectKey of(String text) {
        return new ObjectKey(BytePath.parse(text));
    }

    /// This key, once it is sure to name an object.
    ///
    /// @throws IllegalArgumentException for [#ROOT]
    public ObjectKey named() {
        if (path.isRoot()) {
            throw new IllegalArgumentException("the empty key names no object");
        }
        return this;
    }

    public ObjectKey resolve(ObjectKey below) {
        return new ObjectKey(path.resolve(below.path));
    }

    public ObjectKey resolve(String below) {
        return new ObjectKey(path.resolve(below));
    }

    /// Whether this is `prefix` or lies below it.
    public boolean startsWith(ObjectKey prefix) {
        return path.startsWith(prefix.path);
    }

    /// What remains below `prefix`.
    ///
    /// @throws IllegalArgumentException unless this [#startsWith(ObjectKey)] `prefix`
    public ObjectKey below(ObjectKey prefix) {
        return new ObjectKey(path.below(prefix.path));
    }

    /// The lossless text form.
    public String text() {
        return path.text();
    }

    @Override
    public int compareTo(ObjectKey other) {
        return path.compareTo(other.path);
    }

    /// For people.
    @Override
    public String toString() {
        return path.toString();
    }
}
