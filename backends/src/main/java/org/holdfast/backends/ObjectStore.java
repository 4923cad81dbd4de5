package org.holdfast.backends;

import java.io.IOException;
import java.util.Collection;
import java.util.Optional;

/// Named objects in some place. Small on purpose: before adding a method, look for the decorator that could do it.
///
/// The store opens and closes every stream, callers describe bytes ([ByteSource]) or consume them ([ByteSink]). That
/// is what makes publishing atomic, retries possible and leaks impossible. An exception thrown by the caller's source,
/// sink or visitor comes back unchanged and is never retried; a store's own failures are [StoreException]s, also where
/// they pass through the caller's code on their way (see [Callbacks]).
///
/// All methods may be called from any thread at once. All of them end soon after their thread is interrupted, with
/// `InterruptedIOException` or `ClosedByInterruptException`; the thread's interrupt flag stays set. A thread that
/// comes interrupted does nothing at all.
///
/// [ObjectKey#ROOT] names no object: where an object's key is asked for, it is an `IllegalArgumentException`.
public interface ObjectStore extends AutoCloseable {
    /// Publishes an object, replacing one of the same key. Returning normally means that every reader from now on
    /// sees all of it; throwing means that nothing changed. See [#flush()] for when it survives a power cut.
    ///
    /// @return the new object's [ObjectInfo#tag]
    Optional<String> put(ObjectKey key, ByteSource source) throws IOException;

    /// Publishes an object unless there is one: of many that create one key at once, exactly one does.
    /// Where [Capabilities#atomicCreate()] is false the store can only look before and after, and two may
    /// both succeed.
    ///
    /// @param content small, as it is held in memory, and unlike that of all others who may create the object: by
    ///     it a store that tries again, since an answer was lost, knows its own object
    /// @return false if there is an object of that key; it was left alone
    boolean create(ObjectKey key, byte[] content) throws IOException;

    /// Feeds the object's bytes to `sink`.
    ///
    /// @throws ObjectNotFoundException if there is none, before `sink` is called
    void get(ObjectKey key, ByteSink sink) throws IOException;

    /// What is known of an object; empty if there is none.
    Optional<ObjectInfo> stat(ObjectKey key) throws IOException;

    /// Visits what lies below `prefix`, each key exactly once, in no particular order; an object at the prefix is
    /// for [#stat]. A prefix without objects is no error. Objects that come or go meanwhile may or may not be seen.
    void list(ObjectKey prefix, Depth depth, ObjectVisitor visitor) throws IOException;

    /// Makes `to` an object of the same bytes as `from`, replacing what is there, without moving bytes through this
    /// process where the place allows it.
    ///
    /// @param original writes what `from` was once put from, where that is still at hand: a store that cannot
    ///     copy sends it again rather than fetch the object first, which it does if this fails
    /// @throws ObjectNotFoundException if there is no `from`; a store that puts `original` again need not notice
    void copy(ObjectKey from, ObjectKey to, Optional<ByteSource> original) throws IOException;

    /// Copies what is not at hand.
    default void copy(ObjectKey from, ObjectKey to) throws IOException {
        copy(from, to, Optional.empty());
    }

    /// Removes objects; keys without an object are no error.
    ///
    /// @throws PartialDeleteException naming those that are still there, if some could not be removed
    void delete(Collection<ObjectKey> keys) throws IOException;

    /// Visits what puts at or below `prefix` left behind that never ended, whoever made them. Those still running
    /// are among them, and only their age tells.
    void unfinished(ObjectKey prefix, UnfinishedVisitor visitor) throws IOException;

    /// Removes what [#unfinished] found. A put that is still running fails by it; one that is gone is no error.
    void discard(Unfinished found) throws IOException;

    /// Returns once everything that was put, copied or deleted before survives a power cut. A write barrier: cheap to
    /// call once after many operations, dear after each.
    void flush() throws IOException;

    Capabilities capabilities();

    /// Releases what the store holds. A decorator closes the store it wraps; a [PrefixedStore] is a view and does not.
    @Override
    void close();
}
