package org.holdfast.names;

import java.nio.charset.StandardCharsets;
import java.util.List;

/// A relative path as bytes: segments joined by `/`, none of them empty, `.`, `..` or holding a NUL.
///
/// File systems give names as bytes that need not be text in any encoding, so a path is never held as decoded text.
/// Two textual views exist: [#text()] is lossless (a byte that is not part of valid UTF-8 becomes the lone surrogate
/// U+DC80…U+DCFF, as in Python's PEP 383), [#toString()] is for people. The empty path [#ROOT] stands for the top.
///
/// The natural order compares segment by segment, bytes unsigned, so a directory is directly followed by everything
/// below it: `a`, `a/b`, `a b`, `a-b`. Immutable and thread-safe.
public final class BytePath implements Comparable<BytePath> {
    public static final BytePath ROOT = new BytePath("");

    /// One char a byte (ISO 8859-1): compact, with a cached hash and intrinsic comparison.
    private final String raw;

    private BytePath(String raw) {
        this.raw = raw;
    }

    /// Parses `/`-joined bytes; no bytes at all are [#ROOT].
    ///
    /// @throws IllegalArgumentException for an absolute path, or a segment that is empty, `.`, `..` or holds a NUL
    public static BytePath of(byte[] bytes) {
        return checked(new String(bytes, StandardCharsets.ISO_8859_1));
    }

    /// Parses the lossless text form, see [#text()].
    ///
    /// @throws IllegalArgumentException as [#of(byte[])], and for surrogates that stand for no byte
    public static BytePath parse(String text) {
        return isAscii(text) ? checked(text) : of(ByteText.encode(text));
    }

    private static BytePath checked(String raw) {
        if (raw.isEmpty()) {
            return ROOT;
        }
        if (raw.indexOf('\0') >= 0) {
            throw new IllegalArgumentException("path holds a NUL byte: " + printable(raw));
        }
        int start = 0;
        while (start <= raw.length()) {
            int end = raw.indexOf('/', start);
            if (end < 0) {
                end = raw.length();
            }
            checkSegment(raw, start, end);
            start = end + 1;
        }
        return new BytePath(raw);
    }

    private static void checkSegment(String raw, int start, int end) {
        int length = end - start;
        if (length == 0) {
            throw new IllegalArgumentException("path is absolute or has an empty segment: " + printable(raw));
        }
        if (raw.charAt(start) == '.' && (length == 1 || (length == 2 && raw.charAt(start + 1) == '.'))) {
            throw new IllegalArgumentException("path has a \".\" or \"..\" segment: " + printable(raw));
        }
    }

    public boolean isRoot() {
        return raw.isEmpty();
    }

    /// The path as `/`-joined bytes, a new array each time.
    public byte[] bytes() {
        return raw.getBytes(StandardCharsets.ISO_8859_1);
    }

    public int byteLength() {
        return raw.length();
    }

    /// The number of segments; 0 for [#ROOT].
    public int depth() {
        int depth = isRoot() ? 0 : 1;
        for (int slash = raw.indexOf('/'); slash >= 0; slash = raw.indexOf('/', slash + 1)) {
            depth++;
        }
        return depth;
    }

    /// Each segment as a path of its own, outermost first.
    public List<BytePath> segments() {
        return isRoot()
                ? List.of()
                : List.of(raw.split("/", -1)).stream().map(BytePath::new).toList();
    }

    /// How many bytes each segment has, outermost first.
    public int[] segmentBytes() {
        int[] bytes = new int[depth()];
        int start = 0;
        for (int i = 0; i < bytes.length; i++) {
            int slash = raw.indexOf('/', start);
            int end = slash < 0 ? raw.length() : slash;
            bytes[i] = end - start;
            start = end + 1;
        }
        return bytes;
    }

    /// The first segment; [#ROOT] has none and is its own.
    public BytePath top() {
        int slash = raw.indexOf('/');
        return slash < 0 ? this : new BytePath(raw.substring(0, slash));
    }

    /// The last segment.
    ///
    /// @throws IllegalStateException for [#ROOT], which has none
    public BytePath name() {
        requireSegment();
        return new BytePath(raw.substring(raw.lastIndexOf('/') + 1));
    }

    /// The path without its last segment; [#ROOT] for a path of one segment.
    ///
    /// @throws IllegalStateException for [#ROOT], which has none
    public BytePath parent() {
        requireSegment();
        int slash = raw.lastIndexOf('/');
        return slash < 0 ? ROOT : new BytePath(raw.substring(0, slash));
    }

    private void requireSegment() {
        if (isRoot()) {
            throw new IllegalStateException("the root has neither name nor parent");
        }
    }

    public BytePath resolve(BytePath below) {
        if (isRoot()) {
            return below;
        }
        return below.isRoot() ? this : new BytePath(raw + "/" + below.raw);
    }

    /// As [#resolve(BytePath)] of [#parse(String)].
    public BytePath resolve(String below) {
        return resolve(parse(below));
    }

    /// Whether this is `ancestor` or lies below it; on segment borders only, so `ab` does not lie below `a`.
    public boolean startsWith(BytePath ancestor) {
        return ancestor.isRoot()
                || (raw.startsWith(ancestor.raw)
                        && (raw.length() == ancestor.raw.length() || raw.charAt(ancestor.raw.length()) == '/'));
    }

    /// What remains below `ancestor`.
    ///
    /// @throws IllegalArgumentException unless this [#startsWith(BytePath)] `ancestor`
    public BytePath below(BytePath ancestor) {
        if (!startsWith(ancestor)) {
            throw new IllegalArgumentException(this + " does not lie below " + ancestor);
        }
        if (ancestor.isRoot()) {
            return this;
        }
        return raw.length() == ancestor.raw.length() ? ROOT : new BytePath(raw.substring(ancestor.raw.length() + 1));
    }

    /// Whether the bytes are valid UTF-8, so that [#text()] is ordinary text.
    public boolean isUtf8() {
        return isAscii(raw) || ByteText.isUtf8(bytes());
    }

    /// What nearly every path is, and which needs no decoding.
    private static boolean isAscii(String text) {
        for (int i = 0; i < text.length(); i++) {
            if (text.charAt(i) >= 0x80) {
                return false;
            }
        }
        return true;
    }

    /// The lossless text form: UTF-8 decoded, every byte that is not part of valid UTF-8 as U+DC00 + byte.
    public String text() {
        return isAscii(raw) ? raw : ByteText.decode(bytes());
    }

    /// For people and one line: control characters, backslashes and bytes that are no text appear as `\n`, `\\`,
    /// `\xff`.
    @Override
    public String toString() {
        return printable(raw);
    }

    private static String printable(String raw) {
        return ByteText.printable(raw.getBytes(StandardCharsets.ISO_8859_1));
    }

    @Override
    public int compareTo(BytePath other) {
        int shared = Math.min(raw.length(), other.raw.length());
        for (int i = 0; i < shared; i++) {
            char mine = raw.charAt(i);
            char theirs = other.raw.charAt(i);
            if (mine != theirs) {
                return Integer.compare(mine == '/' ? -1 : mine, theirs == '/' ? -1 : theirs);
            }
        }
        return Integer.compare(raw.length(), other.raw.length());
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof BytePath that && raw.equals(that.raw);
    }

    @Override
    public int hashCode() {
        return raw.hashCode();
    }
}
