package org.holdfast.format.tar;

import java.io.ByteArrayOutputStream;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Base64;
import java.util.TreeMap;
import org.holdfast.names.BytePath;
import org.holdfast.names.ByteText;
import org.holdfast.sync.Kind;
import org.holdfast.sync.StoredEntry;
import org.holdfast.sync.TreeEntry;

/// Everything of a member that precedes its content: extensions as needed, then the header.
final class MemberHead {
    private final ByteArrayOutputStream longNames = new ByteArrayOutputStream();
    private final PaxRecords records = new PaxRecords();
    private final HeaderBlock header;

    private MemberHead(HeaderBlock header) {
        this.header = header;
    }

    /// @throws TarFormatException if names or extended attributes exceed [Layout#MAX_EXTENSION]
    /// @throws IllegalArgumentException if the root is to be anything but a directory, or a link to nowhere
    static byte[] of(StoredEntry entry) throws TarFormatException {
        TreeEntry tree = entry.tree();
        if (tree.path().isRoot() && tree.kind() != Kind.DIRECTORY) {
            throw new IllegalArgumentException("the root must be a directory");
        }
        if (entry.hardlinkTo().isPresent()
                && (tree.kind() != Kind.FILE || entry.hardlinkTo().get().isRoot())) {
            throw new IllegalArgumentException("only a file can be a hard link, and only to a file: " + tree.path());
        }
        MemberHead head = new MemberHead(new HeaderBlock(type(entry)));
        head.path(memberName(tree.path(), tree.kind() == Kind.DIRECTORY), tree.path());
        head.link(entry);
        head.numbers(tree, entry.hardlinkTo().isPresent() ? 0 : tree.size());
        head.modified(tree.modified());
        head.xattrs(entry);
        return head.assembled(tree.path());
    }

    private static char type(StoredEntry entry) {
        if (entry.hardlinkTo().isPresent()) {
            return '1';
        }
        return switch (entry.tree().kind()) {
            case FILE -> '0';
            case LINK -> '2';
            case DIRECTORY -> '5';
        };
    }

    private static byte[] memberName(BytePath path, boolean directory) {
        String raw = Layout.raw(path.bytes());
        return Layout.bytes("./" + raw + (directory && !path.isRoot() ? "/" : ""));
    }

    private void path(byte[] name, BytePath path) throws TarFormatException {
        if (!header.path(name) || needsCharset(name)) {
            extend("path", 'L', name, path);
        }
    }

    private void link(StoredEntry entry) throws TarFormatException {
        if (entry.hardlinkTo().isPresent()) {
            link(memberName(entry.hardlinkTo().get(), false), entry.path());
        } else if (entry.tree().linkTarget().isPresent()) {
            link(ByteText.encode(entry.tree().linkTarget().get()), entry.path());
        }
    }

    private void link(byte[] target, BytePath path) throws TarFormatException {
        if (target.length == 0 || Layout.raw(target).indexOf('\0') >= 0) {
            throw new IllegalArgumentException("a link's target is empty or holds a NUL byte: " + path);
        }
        if (!header.link(target) || needsCharset(target)) {
            extend("linkpath", 'K', target, path);
        }
    }

    /// Whether a reader must be told that the bytes are UTF-8. Bytes that are not cannot be told so.
    private static boolean needsCharset(byte[] bytes) {
        for (byte b : bytes) {
            if (b < 0) {
                return ByteText.isUtf8(bytes);
            }
        }
        return false;
    }

    private void extend(String keyword, char longType, byte[] value, BytePath path) throws TarFormatException {
        if (ByteText.isUtf8(value)) {
            records.add(keyword.getBytes(StandardCharsets.US_ASCII), value);
            return;
        }
        appendExtension(longNames, "././@LongLink", longType, Layout.bytes(Layout.raw(value) + "\0"), path);
    }

    private void numbers(TreeEntry tree, long size) {
        header.mode(tree.mode());
        if (!header.size(size)) {
            records.add("size", Long.toString(size));
        }
        long uid = Integer.toUnsignedLong(tree.uid());
        if (!header.uid(uid)) {
            records.add("uid", Long.toString(uid));
        }
        long gid = Integer.toUnsignedLong(tree.gid());
        if (!header.gid(gid)) {
            records.add("gid", Long.toString(gid));
        }
    }

    private void modified(Instant modified) {
        if (header.modified(modified.getEpochSecond()) && modified.getNano() == 0) {
            return;
        }
        BigDecimal seconds =
                BigDecimal.valueOf(modified.getEpochSecond()).add(BigDecimal.valueOf(modified.getNano(), 9));
        records.add("mtime", seconds.stripTrailingZeros().toPlainString());
    }

    private void xattrs(StoredEntry entry) {
        new TreeMap<>(entry.xattrs())
                .forEach((name, base64) -> records.add(
                        ByteText.encode(Layout.XATTR + PaxRecords.escaped(name)),
                        Base64.getDecoder().decode(base64)));
    }

    /// Long names first and the extended header last, since POSIX ties it to the header that follows.
    private byte[] assembled(BytePath path) throws TarFormatException {
        if (!records.isEmpty()) {
            appendExtension(longNames, "././@PaxHeader", 'x', records.payload(), path);
        }
        longNames.writeBytes(header.sealed());
        return longNames.toByteArray();
    }

    private static void appendExtension(
            ByteArrayOutputStream out, String name, char type, byte[] payload, BytePath path)
            throws TarFormatException {
        if (payload.length > Layout.MAX_EXTENSION) {
            throw new TarFormatException("names and extended attributes take " + payload.length + " bytes, more than "
                    + Layout.MAX_EXTENSION + ": " + Layout.printable(path.bytes()));
        }
        HeaderBlock header = new HeaderBlock(type);
        header.path(name.getBytes(StandardCharsets.US_ASCII));
        header.mode(0644);
        header.uid(0);
        header.gid(0);
        header.modified(0);
        header.size(payload.length);
        out.writeBytes(header.sealed());
        out.writeBytes(payload);
        out.writeBytes(new byte[Layout.padding(payload.length)]);
    }
}
