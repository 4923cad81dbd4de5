package org.holdfast.engine;

import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;
import org.holdfast.names.BytePath;

/// A pattern for paths: `*` and `?` within a segment, `**` across segments, `[a-z]`, `{a,b}`, `\` before a character
/// that is meant as it is. A pattern without `/` matches a name at any depth; with one it is anchored at the top.
/// Whatever lies below a match matches too. Immutable.
final class Glob {
    private final Pattern regex;
    private final boolean anchored;

    private Glob(Pattern regex, boolean anchored) {
        this.regex = regex;
        this.anchored = anchored;
    }

    /// @param pattern lossless text
    /// @throws BackupException MISCONFIGURED if it is no pattern
    static Glob of(String pattern) throws BackupException {
        String trimmed = pattern.replaceAll("^(\\./)+|^/+|/+$", "");
        if (trimmed.isEmpty()) {
            throw invalid(pattern, "it is empty");
        }
        try {
            return new Glob(
                    Pattern.compile(regex(trimmed, pattern), Pattern.DOTALL),
                    trimmed.contains("/") || pattern.startsWith("/"));
        } catch (PatternSyntaxException e) {
            throw invalid(pattern, e.getDescription());
        }
    }

    /// Whether `path`, or a directory it lies in, matches.
    boolean matches(BytePath path) {
        for (BytePath candidate = path; !candidate.isRoot(); candidate = candidate.parent()) {
            if (regex.matcher((anchored ? candidate : candidate.name()).text()).matches()) {
                return true;
            }
        }
        return false;
    }

    private static String regex(String glob, String original) throws BackupException {
        StringBuilder out = new StringBuilder();
        int braces = 0;
        int i = 0;
        while (i < glob.length()) {
            char c = glob.charAt(i++);
            switch (c) {
                case '*' -> {
                    boolean across = i < glob.length() && glob.charAt(i) == '*';
                    if (!across) {
                        out.append("[^/]*");
                        break;
                    }
                    i++;
                    boolean wholeSegments = i < glob.length() && glob.charAt(i) == '/';
                    out.append(wholeSegments ? "(?:[^/]+/)*" : ".*");
                    i += wholeSegments ? 1 : 0;
                }
                case '?' -> out.append("[^/]");
                case '[' -> i = characterClass(glob, i, out, original);
                case '{' -> {
                    braces++;
                    out.append("(?:");
                }
                case '}' -> {
                    out.append(braces > 0 ? ")" : "\\}");
                    braces = Math.max(0, braces - 1);
                }
                case ',' -> out.append(braces > 0 ? "|" : ",");
                case '\\' -> {
                    if (i == glob.length()) {
                        throw invalid(original, "it ends in a backslash");
                    }
                    out.append(Pattern.quote(String.valueOf(glob.charAt(i++))));
                }
                default -> out.append(Pattern.quote(String.valueOf(c)));
            }
        }
        if (braces > 0) {
            throw invalid(original, "a { is not closed");
        }
        return out.toString();
    }

    private static int characterClass(String glob, int start, StringBuilder out, String original)
            throws BackupException {
        int i = start;
        boolean negated = i < glob.length() && (glob.charAt(i) == '!' || glob.charAt(i) == '^');
        i += negated ? 1 : 0;
        int end = glob.indexOf(']', i + 1);
        if (end < 0) {
            throw invalid(original, "a [ is not closed");
        }
        String members = glob.substring(i, end).replaceAll("([\\[\\]&^\\\\])", "\\\\$1");
        out.append(negated ? "[^/" : "[").append(members).append(']');
        return end + 1;
    }

    private static BackupException invalid(String pattern, String why) {
        return new BackupException(
                Failure.MISCONFIGURED,
                "\"" + pattern + "\" is no pattern: " + why,
                "put \\ before a literal character");
    }
}
