package org.holdfast.sync;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// One pattern of [Excludes]. Immutable.
///
/// @param negated whether a match takes the path back in
/// @param directoriesOnly whether it ended in a slash
/// @param anchored whether it is about the whole path, not only about the last segment
/// @param segments empty for `**`: any number of segments
record ExcludePattern(
        boolean negated, boolean directoriesOnly, boolean anchored, List<Optional<SegmentGlob>> segments) {
    /// @throws IllegalArgumentException if it is no pattern
    static ExcludePattern of(byte[] bytes) {
        // One char a byte, for its search functions.
        String text = new String(bytes, StandardCharsets.ISO_8859_1);
        boolean negated = text.startsWith("!");
        text = text.substring(negated ? 1 : 0);
        boolean directoriesOnly = text.endsWith("/");
        text = text.substring(0, text.length() - (directoriesOnly ? 1 : 0));
        boolean anchored = text.contains("/");
        text = text.substring(text.startsWith("/") ? 1 : 0);
        List<Optional<SegmentGlob>> segments = new ArrayList<>();
        for (String segment : text.split("/", -1)) {
            segments.add(segment(segment, anchored));
        }
        return new ExcludePattern(negated, directoriesOnly, anchored, List.copyOf(segments));
    }

    private static Optional<SegmentGlob> segment(String segment, boolean anchored) {
        if (segment.isEmpty()) {
            throw new IllegalArgumentException("a name in it is empty");
        }
        if (segment.equals(".") || segment.equals("..")) {
            throw new IllegalArgumentException("it goes by names below the data directory, not by " + segment);
        }
        if (anchored && segment.matches("\\*{2,}")) {
            return Optional.empty();
        }
        return Optional.of(SegmentGlob.of(segment.getBytes(StandardCharsets.ISO_8859_1)));
    }

    /// @param path the segments of a path, at least one
    boolean matches(byte[][] path, boolean directory) {
        if (directoriesOnly && !directory) {
            return false;
        }
        return anchored ? matchesWhole(path) : segments.getFirst().orElseThrow().matches(path[path.length - 1]);
    }

    /// As one segment is matched: what stands behind the last `**` begins anew one segment further on.
    private boolean matchesWhole(byte[][] path) {
        int token = 0;
        int stars = -1;
        int starsTake = 0;
        int i = 0;
        while (i < path.length) {
            if (token < segments.size() && segments.get(token).isEmpty()) {
                stars = token++;
                starsTake = i;
                if (token == segments.size()) {
                    // At the end it stands for something, not for nothing.
                    return true;
                }
            } else if (token < segments.size()
                    && segments.get(token).orElseThrow().matches(path[i])) {
                token++;
                i++;
            } else if (stars >= 0) {
                token = stars + 1;
                i = ++starsTake;
            } else {
                return false;
            }
        }
        return token == segments.size();
    }
}
