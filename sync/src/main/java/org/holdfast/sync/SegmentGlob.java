package org.holdfast.sync;

import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.Locale;
import java.util.function.IntPredicate;

/// A pattern for one segment of a path, byte by byte: `*`, `?`, `[a-z]`, `[!a-z]`, `[[:alpha:]]`, `\` before a
/// byte that is meant as it is. Immutable.
final class SegmentGlob {
    /// One byte of a name, or any number of them.
    ///
    /// @param allowed which bytes; all for a run
    /// @param run whether it stands for any number of bytes
    private record Token(BitSet allowed, boolean run) {
        static Token of(int b) {
            BitSet one = new BitSet(256);
            one.set(b);
            return new Token(one, false);
        }

        static Token any(boolean run) {
            BitSet all = new BitSet(256);
            all.set(0, 256);
            return new Token(all, run);
        }
    }

    private final List<Token> tokens;

    private SegmentGlob(List<Token> tokens) {
        this.tokens = tokens;
    }

    /// @throws IllegalArgumentException if it is no pattern
    static SegmentGlob of(byte[] pattern) {
        return new SegmentGlob(new Parser(pattern).parse());
    }

    /// A star may take more later, and only the last one has to: what follows it begins anew behind it.
    boolean matches(byte[] name) {
        int token = 0;
        int star = -1;
        int starTakes = 0;
        int i = 0;
        while (i < name.length) {
            if (token < tokens.size() && tokens.get(token).run) {
                star = token++;
                starTakes = i;
            } else if (token < tokens.size() && tokens.get(token).allowed.get(name[i] & 0xff)) {
                token++;
                i++;
            } else if (star >= 0) {
                token = star + 1;
                i = ++starTakes;
            } else {
                return false;
            }
        }
        while (token < tokens.size() && tokens.get(token).run) {
            token++;
        }
        return token == tokens.size();
    }

    private static final class Parser {
        private final byte[] pattern;
        private int at;

        Parser(byte[] pattern) {
            this.pattern = pattern;
        }

        List<Token> parse() {
            List<Token> tokens = new ArrayList<>();
            while (at < pattern.length) {
                int b = next();
                tokens.add(
                        switch (b) {
                            case '*' -> Token.any(true);
                            case '?' -> Token.any(false);
                            case '[' -> new Token(members(), false);
                            case '\\' -> Token.of(escaped());
                            default -> Token.of(b);
                        });
            }
            return List.copyOf(tokens);
        }

        private int next() {
            return pattern[at++] & 0xff;
        }

        private int escaped() {
            if (at == pattern.length) {
                throw new IllegalArgumentException("it ends in a backslash");
            }
            return next();
        }

        private boolean sees(char expected) {
            return at < pattern.length && pattern[at] == expected;
        }

        private int member() {
            if (at == pattern.length) {
                throw new IllegalArgumentException("a [ is not closed");
            }
            int b = next();
            return b == '\\' ? escaped() : b;
        }

        private BitSet members() {
            boolean negated = sees('!') || sees('^');
            at += negated ? 1 : 0;
            BitSet members = new BitSet(256);
            boolean first = true;
            while (first || !sees(']')) {
                first = false;
                if (sees('[') && at + 1 < pattern.length && pattern[at + 1] == ':' && namedClass(members)) {
                    continue;
                }
                int from = member();
                // Also where a range ends before it begins.
                members.set(from);
                boolean range = sees('-') && at + 1 < pattern.length && pattern[at + 1] != ']';
                if (range) {
                    at++;
                    members.set(from, Math.max(from, member()) + 1);
                }
            }
            at++;
            if (negated) {
                members.flip(0, 256);
            }
            return members;
        }

        /// `[:alpha:]` and the like, inside of brackets.
        ///
        /// @return false if it only begins like one
        private boolean namedClass(BitSet members) {
            int end = at + 2;
            while (end < pattern.length && pattern[end] != ']') {
                end++;
            }
            if (end == pattern.length || end == at + 2 || pattern[end - 1] != ':') {
                return false;
            }
            StringBuilder name = new StringBuilder();
            for (int i = at + 2; i < end - 1; i++) {
                name.append((char) (pattern[i] & 0xff));
            }
            IntPredicate named = named(name.toString());
            for (int b = 0; b < 128; b++) {
                if (named.test(b)) {
                    members.set(b);
                }
            }
            at = end + 1;
            return true;
        }

        private static IntPredicate named(String name) {
            IntPredicate lower = b -> b >= 'a' && b <= 'z';
            IntPredicate upper = b -> b >= 'A' && b <= 'Z';
            IntPredicate digit = b -> b >= '0' && b <= '9';
            IntPredicate alnum = lower.or(upper).or(digit);
            IntPredicate graph = b -> b > ' ' && b < 127;
            return switch (name) {
                case "alnum" -> alnum;
                case "alpha" -> lower.or(upper);
                case "blank" -> b -> b == ' ' || b == '\t';
                case "cntrl" -> b -> b < ' ' || b == 127;
                case "digit" -> digit;
                case "graph" -> graph;
                case "lower" -> lower;
                case "print" -> graph.or(b -> b == ' ');
                case "punct" -> graph.and(alnum.negate());
                case "space" -> b -> b == ' ' || (b >= '\t' && b <= '\r');
                case "upper" -> upper;
                case "xdigit" -> b -> digit.test(b) || "abcdef".indexOf(Character.toLowerCase(b)) >= 0;
                default ->
                    throw new IllegalArgumentException("there is no class [:" + name.toLowerCase(Locale.ROOT) + ":]");
            };
        }
    }
}
