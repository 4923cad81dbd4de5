package org.holdfast.server.job;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.holdfast.engine.log.LogLine;

/// The last lines of a job's log; the file has all of them. Thread-safe.
final class JobLog {
    private static final int MOST_LINES = 1000;
    private static final int MOST_CHARACTERS = 2000;

    // Guarded by this.
    private final Deque<Numbered> lines = new ArrayDeque<>();
    private long last;

    /// A line.
    ///
    /// @param number from 1, in their order
    record Numbered(long number, LogLine line) {
        Map<String, Object> members() {
            Map<String, Object> members = new LinkedHashMap<>();
            members.put("number", number);
            members.put("time", line.time().toString());
            members.put("level", line.level().text());
            members.put("app", line.app());
            members.put("site", line.site());
            String text = line.text();
            members.put("text", text.length() > MOST_CHARACTERS ? text.substring(0, MOST_CHARACTERS) + " ..." : text);
            return members;
        }
    }

    synchronized void add(LogLine line) {
        last++;
        lines.addLast(new Numbered(last, line));
        if (lines.size() > MOST_LINES) {
            lines.removeFirst();
        }
    }

    /// Those that are still here of what came after a number.
    synchronized List<Numbered> after(long number) {
        return number >= last
                ? List.of()
                : lines.stream().filter(line -> line.number > number).toList();
    }
}
