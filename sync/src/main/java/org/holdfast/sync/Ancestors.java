package org.holdfast.sync;

import java.io.IOException;
import java.util.ArrayDeque;
import java.util.Deque;
import org.holdfast.names.BytePath;

/// In a walk in path order, what is known of each directory on the way to where it is.
///
/// @param <T> what is known of one
final class Ancestors<T> {
    private record Level<T>(BytePath directory, T known) {}

    /// What to do once nothing more lies below a directory.
    ///
    /// @param <T> what is known of it
    @FunctionalInterface
    interface End<T> {
        void of(BytePath directory, T known) throws IOException;
    }

    private final Deque<Level<T>> levels = new ArrayDeque<>();
    private final End<T> end;

    Ancestors(End<T> end) {
        this.end = end;
    }

    /// Leaves every directory that `path` does not lie in.
    void leaveFor(BytePath path) throws IOException {
        while (!isEmpty() && !path.startsWith(directory())) {
            leave();
        }
    }

    void leaveAll() throws IOException {
        while (!isEmpty()) {
            leave();
        }
    }

    private void leave() throws IOException {
        Level<T> level = levels.pop();
        end.of(level.directory, level.known);
    }

    /// @param directory lies in the innermost one
    void enter(BytePath directory, T known) {
        levels.push(new Level<>(directory, known));
    }

    boolean isEmpty() {
        return levels.isEmpty();
    }

    /// The innermost one, if there is any.
    BytePath directory() {
        return levels.getFirst().directory;
    }

    /// What is known of the innermost one, if there is any.
    T known() {
        return levels.getFirst().known;
    }
}
