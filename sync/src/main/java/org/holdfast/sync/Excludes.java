package org.holdfast.sync;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.holdfast.names.BytePath;
import org.holdfast.names.ByteText;

/// What is left out of a tree on purpose, by patterns as `gitignore` has them. Immutable and thread-safe.
///
/// Of the patterns that match a path the last one decides; one that begins with `!` takes the path back in, but
/// nothing below a directory that is left out. A pattern with a slash at its beginning or in its middle is
/// about the whole path below the top, any other about the last name wherever it stands; a slash at its end
/// makes it about directories only. `*`, `?` and `[a-z]` match within a name and byte by byte, a name `**` any
/// number of names. `\` takes the meaning from the byte behind it.
public final class Excludes {
    public static final Excludes NONE = new Excludes(List.of());

    private final List<ExcludePattern> patterns;

    private Excludes(List<ExcludePattern> patterns) {
        this.patterns = patterns;
    }

    /// Parses patterns.
    ///
    /// @param patterns lossless text, see [ByteText]; none of them is a comment
    /// @throws IllegalArgumentException naming the first that is no pattern, and why
    public static Excludes of(List<String> patterns) {
        List<ExcludePattern> parsed = new ArrayList<>();
        for (String pattern : patterns) {
            try {
                parsed.add(ExcludePattern.of(ByteText.encode(pattern)));
            } catch (IllegalArgumentException e) {
                String shown = ByteText.printable(ByteText.encode(pattern));
                throw new IllegalArgumentException(
                        "\"" + shown + "\" is no pattern for what to leave out: " + e.getMessage(), e);
            }
        }
        return new Excludes(List.copyOf(parsed));
    }

    /// The patterns of a file, in lossless text: one a line, without blank lines, comments (`#`) and blanks at
    /// the end of a line that no backslash precedes.
    public static List<String> lines(byte[] file) {
        List<String> patterns = new ArrayList<>();
        int start = 0;
        while (start < file.length) {
            int end = start;
            while (end < file.length && file[end] != '\n') {
                end++;
            }
            byte[] line = trimmed(Arrays.copyOfRange(file, start, end));
            if (line.length > 0 && line[0] != '#') {
                patterns.add(ByteText.decode(line));
            }
            start = end + 1;
        }
        return patterns;
    }

    private static byte[] trimmed(byte[] line) {
        int length = line.length > 0 && line[line.length - 1] == '\r' ? line.length - 1 : line.length;
        int kept = 0;
        for (int i = 0; i < length; i++) {
            if (line[i] == '\\') {
                i++;
                kept = Math.min(i + 1, length);
            } else if (line[i] != ' ') {
                kept = i + 1;
            }
        }
        return Arrays.copyOf(line, kept);
    }

    boolean isEmpty() {
        return patterns.isEmpty();
    }

    /// Whether a path is left out, provided that nothing above it is.
    ///
    /// @param path below the top that the patterns are about
    /// @param directory whether it is one, not a link to one
    public boolean contains(BytePath path, boolean directory) {
        if (patterns.isEmpty()) {
            return false;
        }
        byte[][] segments = path.segments().stream().map(BytePath::bytes).toArray(byte[][]::new);
        for (ExcludePattern pattern : patterns.reversed()) {
            if (pattern.matches(segments, directory)) {
                return !pattern.negated();
            }
        }
        return false;
    }
}
