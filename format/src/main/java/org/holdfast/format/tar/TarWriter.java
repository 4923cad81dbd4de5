package org.holdfast.format.tar;

import java.io.IOException;
import java.io.InputStream;
import java.io.InterruptedIOException;
import java.io.OutputStream;
import org.holdfast.sync.Kind;
import org.holdfast.sync.StoredEntry;
import org.jspecify.annotations.Nullable;

/// Writes a POSIX archive with PAX extended headers, one member after the other, in constant memory.
///
/// Names are `./` and the path, with a `/` behind those of directories. What a plain header cannot say goes into an
/// extended header: long and non-ASCII names, fractions of a second, big numbers, extended attributes
/// (`SCHILY.xattr.…`). Extended headers are UTF-8 by definition, so a name that is not UTF-8 stays in the plain header,
/// or in a GNU long-name member if it is too long; GNU tar, bsdtar and Python read back the same bytes. Equal entries
/// and contents give equal archives: nothing comes from the clock or the system.
///
/// Does not close its sink. Not thread-safe. An exception documented as leaving the archive valid does so; after any
/// other one the archive is lost, and every later call throws [IllegalStateException].
public final class TarWriter {
    /// The most that [#finish] adds.
    public static final long LARGEST_END_BYTES = 2L * Layout.BLOCK + Layout.RECORD;

    private static final byte[] ZEROS = new byte[Layout.RECORD];

    private final OutputStream sink;
    private final byte[] buffer = new byte[1 << 16];
    private long written;
    private boolean usable = true;

    public TarWriter(OutputStream sink) {
        this.sink = sink;
    }

    /// Adds a member without content: a directory, a symbolic link, or a hard link (`hardlinkTo`) to a file that was
    /// added before. SHA-256, identity and `unstable` have no place in an archive.
    ///
    /// @throws IllegalArgumentException for a file that is no hard link, a link without a target, and a root that
    ///     is no directory; the archive stays valid
    /// @throws TarFormatException if names or extended attributes exceed 1 MiB; nothing was written, and the
    ///     archive stays valid
    public void add(StoredEntry entry) throws IOException {
        if (hasContent(entry)) {
            throw new IllegalArgumentException("a file needs content: " + entry.path());
        }
        begin(entry);
        usable = true;
    }

    /// Adds a file with exactly as many bytes of content as the entry says, whatever `content` does: at most that many
    /// are read, and what is missing becomes zeros. Does not close `content`.
    ///
    /// @return the number of bytes that came from `content`; less than the entry's size means that the file shrank
    /// @throws ContentReadException if `content` failed; the member is filled up and the archive stays valid
    /// @throws InterruptedIOException if the thread is interrupted
    /// @throws IllegalArgumentException for a directory, a link, a hard link, and the root; the archive stays valid
    /// @throws TarFormatException if the name or extended attributes exceed 1 MiB; nothing was written, the archive
    ///     stays valid
    public long add(StoredEntry entry, InputStream content) throws IOException {
        if (!hasContent(entry)) {
            throw new IllegalArgumentException("only a file has content: " + entry.path());
        }
        begin(entry);
        long size = entry.tree().size();
        long taken = 0;
        IOException failure = null;
        while (taken < size && failure == null) {
            requireNotInterrupted();
            int count;
            try {
                count = content.read(buffer, 0, (int) Math.min(buffer.length, size - taken));
            } catch (IOException e) {
                failure = e;
                continue;
            }
            if (count < 0) {
                break;
            }
            write(buffer, count);
            taken += count;
        }
        complete(entry, taken, failure);
        return taken;
    }

    /// How many bytes a member takes, its content included; 0 if an archive cannot hold it.
    public static long memberBytes(StoredEntry entry) {
        long content = hasContent(entry) ? entry.tree().size() : 0;
        try {
            return MemberHead.of(entry).length + content + Layout.padding(content);
        } catch (TarFormatException _) {
            return 0;
        }
    }

    private static boolean hasContent(StoredEntry entry) {
        return entry.tree().kind() == Kind.FILE && entry.hardlinkTo().isEmpty();
    }

    private void complete(StoredEntry entry, long taken, @Nullable IOException failure) throws IOException {
        long size = entry.tree().size();
        zeros(size - taken);
        zeros(Layout.padding(size));
        usable = true;
        if (failure != null) {
            throw new ContentReadException("cannot read " + entry.path(), taken, failure);
        }
    }

    /// Ends the archive, flushes the sink, and refuses every later call.
    public void finish() throws IOException {
        enter();
        zeros(2 * Layout.BLOCK);
        zeros(Math.floorMod(-written, Layout.RECORD));
        sink.flush();
    }

    private void begin(StoredEntry entry) throws IOException {
        byte[] head = MemberHead.of(entry);
        enter();
        write(head, head.length);
    }

    /// Unusable from the first byte of a step until its last one was written.
    private void enter() {
        if (!usable) {
            throw new IllegalStateException("the archive is finished, or lost by an earlier failure");
        }
        usable = false;
    }

    private void zeros(long count) throws IOException {
        long left = count;
        while (left > 0) {
            requireNotInterrupted();
            int step = (int) Math.min(left, ZEROS.length);
            write(ZEROS, step);
            left -= step;
        }
    }

    private void write(byte[] bytes, int count) throws IOException {
        sink.write(bytes, 0, count);
        written += count;
    }

    private static void requireNotInterrupted() throws InterruptedIOException {
        if (Thread.currentThread().isInterrupted()) {
            throw new InterruptedIOException("interrupted while writing an archive");
        }
    }
}
