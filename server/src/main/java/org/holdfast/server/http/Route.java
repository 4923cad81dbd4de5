package org.holdfast.server.http;

import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// What can be asked for, and who answers.
///
/// @param method `GET`, `POST`, `PUT` or `DELETE`
/// @param path with `{name}` for a segment that stands for something
/// @param open whether strangers may ask
record Route(String method, String path, boolean open, Handler handler) {
    /// Answers, on a thread of its own.
    @FunctionalInterface
    interface Handler {
        /// Answers, or fails.
        ///
        /// @throws IOException a [org.holdfast.engine.BackupException] is told to whoever asked
        Answer answer(Call call) throws IOException;
    }

    /// Whether it changes nothing.
    boolean isSafe() {
        return method.equals("GET");
    }

    /// What its names stand for in a path; empty if it is another's.
    Optional<Map<String, String>> match(List<String> segments) {
        List<String> mine = List.of(path.substring(1).split("/", -1));
        if (mine.size() != segments.size()) {
            return Optional.empty();
        }
        Map<String, String> parts = new LinkedHashMap<>();
        for (int i = 0; i < mine.size(); i++) {
            String name = mine.get(i);
            if (name.startsWith("{")) {
                if (segments.get(i).isEmpty()) {
                    return Optional.empty();
                }
                parts.put(name.substring(1, name.length() - 1), segments.get(i));
            } else if (!name.equals(segments.get(i))) {
                return Optional.empty();
            }
        }
        return Optional.of(parts);
    }
}
