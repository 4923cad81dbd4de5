package org.holdfast.format.tar;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.holdfast.format.tar.Layout.Field;
import org.holdfast.names.BytePath;
import org.holdfast.names.ByteText;
import org.jspecify.annotations.Nullable;

/// Reads archives member by member: POSIX with PAX extended headers, GNU, and those before POSIX. Memory is bounded
/// whatever the archive says; content is streamed.
///
/// Every member has a path within the tree, or the archive is refused. So are sparse files, unknown types, and what
/// readers are known to understand differently (a member named twice, a link or directory with content). Not checked:
/// whether a path was there before, and where symbolic links lead.
///
/// The end of an archive is two zero blocks, or one and the end of the source, as a few old writers left it. Does not
/// close its source. Not thread-safe. After an exception every later call throws [IllegalStateException].
public final class TarReader {
    private static final long MAX_ID = 0xffff_ffffL;

    private final InputStream source;
    private final byte[] scratch = new byte[1 << 16];
    private final Map<String, String> globals = new HashMap<>();
    private @Nullable Content content;
    private long members;
    private State state = State.READING;

    private enum State {
        READING,
        ENDED,
        FAILED
    }

    public TarReader(InputStream source) {
        this.source = new BufferedInputStream(source, 1 << 16);
    }

    /// The next member, after skipping what was not read of the one before; empty at the end of the archive, for ever.
    ///
    /// @throws TarFormatException if the archive is damaged, cut short, hostile or unsupported
    public Optional<TarMember> next() throws IOException {
        if (state == State.ENDED) {
            return Optional.empty();
        }
        enter(State.READING);
        if (content != null) {
            content.skipRest();
            content = null;
        }
        Optional<TarMember> member;
        try {
            member = member();
        } catch (TarFormatException refusal) {
            throw refusal.at("member " + (members + 1));
        }
        state = member.isPresent() ? State.READING : State.ENDED;
        return member;
    }

    /// The content of the current member: empty for anything but a file, and at its end after the following [#next()].
    /// Throws [TarFormatException] where the archive is cut short. Closing it does nothing.
    ///
    /// @throws IllegalStateException if there is no current member
    public InputStream content() {
        if (content == null) {
            throw new IllegalStateException("no current member");
        }
        return content;
    }

    /// Reads the source to its end, which proves it where it proves itself only there.
    ///
    /// @throws IllegalStateException before [#next()] came to the end of the archive
    /// @throws TarFormatException if anything but zeros follows the archive
    public void drain() throws IOException {
        enter(State.ENDED);
        int count = source.read(scratch);
        while (count >= 0) {
            if (!HeaderFields.isZero(Arrays.copyOf(scratch, count))) {
                throw new TarFormatException("something follows the end of the archive");
            }
            count = source.read(scratch);
        }
        state = State.ENDED;
    }

    /// Failed until the step is done.
    private void enter(State expected) {
        if (state != expected) {
            throw new IllegalStateException(
                    state == State.FAILED ? "reading failed before" : "the archive was not read to its end");
        }
        state = State.FAILED;
    }

    private Optional<TarMember> member() throws IOException {
        Extensions extensions = new Extensions(globals);
        while (true) {
            byte[] block = block();
            if (HeaderFields.isZero(block)) {
                end(extensions);
                return Optional.empty();
            }
            HeaderFields header = new HeaderFields(block);
            switch (header.type()) {
                case 'x' -> extensions.records(payload(header));
                case 'g' -> globals.putAll(Extensions.globals(payload(header)));
                case 'L', 'K' -> extensions.longName(header.type(), payload(header));
                default -> {
                    return Optional.of(member(header, extensions));
                }
            }
        }
    }

    private byte[] block() throws IOException {
        byte[] block = new byte[Layout.BLOCK];
        if (source.readNBytes(block, 0, block.length) < block.length) {
            throw new TarFormatException("the archive is cut short before it");
        }
        return block;
    }

    /// After one zero block.
    private void end(Extensions extensions) throws IOException {
        if (!extensions.isEmpty()) {
            throw new TarFormatException("the archive ends between an extended header and its member");
        }
        byte[] block = new byte[Layout.BLOCK];
        int count = source.readNBytes(block, 0, block.length);
        if (count != 0 && count < block.length) {
            throw new TarFormatException("the archive is cut short in its end marker");
        }
        if (!HeaderFields.isZero(block)) {
            throw new TarFormatException("something follows a zero block: the archive is damaged");
        }
    }

    private byte[] payload(HeaderFields header) throws IOException {
        long size = header.number(Layout.SIZE);
        if (size < 0 || size > Layout.MAX_EXTENSION) {
            throw new TarFormatException("an extended header or long name of " + size + " bytes, more than "
                    + Layout.MAX_EXTENSION + " are not supported");
        }
        int padded = (int) size + Layout.padding(size);
        byte[] payload = source.readNBytes(padded);
        if (payload.length < padded) {
            throw new TarFormatException("the archive is cut short in an extended header or long name");
        }
        return Arrays.copyOf(payload, (int) size);
    }

    private TarMember member(HeaderFields header, Extensions extensions) throws TarFormatException {
        MemberPath path = MemberPath.parse(extensions.path().orElse(header.path()));
        TarMember.Type type = type(header.type(), path.directory());
        if (path.path().isRoot() && type != TarMember.Type.DIRECTORY) {
            throw new TarFormatException("the top directory as something else");
        }
        String link = extensions.link().orElse(header.link());
        TarMember member = new TarMember(
                type,
                path.path(),
                size(header, extensions, type),
                modified(header, extensions),
                (int) (header.number(Layout.MODE) & 07777),
                id(header, Layout.UID, extensions, "uid"),
                id(header, Layout.GID, extensions, "gid"),
                type == TarMember.Type.LINK ? Optional.of(target(link)) : Optional.empty(),
                type == TarMember.Type.HARDLINK ? Optional.of(hardlink(link)) : Optional.empty(),
                extensions.xattrs());
        members++;
        content = new Content(member);
        return member;
    }

    /// Before POSIX, and in sloppy archives since, only a slash tells a directory from a file.
    private static TarMember.Type type(char flag, boolean directory) throws TarFormatException {
        return switch (flag) {
            // A contiguous file (7) is one whose blocks some systems lay out in a row.
            case '0', '\0', '7' -> directory ? TarMember.Type.DIRECTORY : TarMember.Type.FILE;
            case '1' -> TarMember.Type.HARDLINK;
            case '2' -> TarMember.Type.LINK;
            case '3' -> TarMember.Type.CHARACTER_DEVICE;
            case '4' -> TarMember.Type.BLOCK_DEVICE;
            case '5' -> TarMember.Type.DIRECTORY;
            case '6' -> TarMember.Type.FIFO;
            case 'S' ->
                throw new TarFormatException(
                        "sparse files are not supported; make the archive without tar's option --sparse");
            default ->
                throw new TarFormatException(
                        "a member of unsupported type " + Layout.printable(Layout.bytes(Character.toString(flag))));
        };
    }

    /// Of a link or directory with a size, some readers expect content and others none.
    private static long size(HeaderFields header, Extensions extensions, TarMember.Type type)
            throws TarFormatException {
        long own = header.number(Layout.SIZE);
        long size = extensions.number("size").orElse(own);
        if (size < 0 || (size != 0 && type != TarMember.Type.FILE)) {
            throw new TarFormatException(size < 0 ? "a negative size" : "content for what is no file");
        }
        return size;
    }

    private static Instant modified(HeaderFields header, Extensions extensions) throws TarFormatException {
        Optional<Instant> exact = extensions.modified();
        if (exact.isPresent()) {
            return exact.get();
        }
        try {
            return Instant.ofEpochSecond(header.number(Layout.MTIME));
        } catch (DateTimeException _) {
            throw new TarFormatException("a time that is out of range");
        }
    }

    private static int id(HeaderFields header, Field field, Extensions extensions, String keyword)
            throws TarFormatException {
        Optional<Long> exact = extensions.number(keyword);
        long id = exact.isPresent() ? exact.get() : header.number(field);
        if (id < 0 || id > MAX_ID) {
            throw new TarFormatException("a " + keyword + " that is out of range");
        }
        return (int) id;
    }

    private static String target(String link) throws TarFormatException {
        if (link.isEmpty() || link.indexOf('\0') >= 0) {
            throw new TarFormatException("a link whose target is empty or holds a NUL byte");
        }
        return ByteText.decode(Layout.bytes(link));
    }

    private static BytePath hardlink(String link) throws TarFormatException {
        MemberPath target;
        try {
            target = MemberPath.parse(link);
        } catch (TarFormatException refusal) {
            throw refusal.at("the target of a hard link");
        }
        if (target.directory() || target.path().isRoot()) {
            throw new TarFormatException("a hard link to a directory");
        }
        return target.path();
    }

    private final class Content extends InputStream {
        private final String name;
        private final int padding;
        private long left;

        Content(TarMember member) {
            name = "member " + members + " (" + Layout.printable(member.path().bytes()) + ")";
            left = member.size();
            padding = Layout.padding(left);
        }

        @Override
        public int read() throws IOException {
            byte[] one = new byte[1];
            return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
        }

        @Override
        public int read(byte[] bytes, int offset, int length) throws IOException {
            Objects.checkFromIndexSize(offset, length, bytes.length);
            if (length == 0) {
                return 0;
            }
            if (left == 0) {
                return -1;
            }
            State before = state;
            state = State.FAILED;
            int count = source.read(bytes, offset, (int) Math.min(length, left));
            if (count < 0) {
                throw cutShort();
            }
            left -= count;
            state = before;
            return count;
        }

        void skipRest() throws IOException {
            while (left > 0) {
                int count = source.read(scratch, 0, (int) Math.min(scratch.length, left));
                if (count < 0) {
                    throw cutShort();
                }
                left -= count;
            }
            if (source.readNBytes(scratch, 0, padding) < padding) {
                throw cutShort();
            }
        }

        private TarFormatException cutShort() {
            return new TarFormatException(name + ": the archive is cut short in its content");
        }
    }
}
