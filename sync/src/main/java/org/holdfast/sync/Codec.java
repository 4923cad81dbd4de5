package org.holdfast.sync;

import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.holdfast.names.BytePath;
import org.holdfast.names.ByteText;

/// One kind of record as bytes. Local state only: every file names its version, and one of another is rebuilt.
///
/// Reading throws `IllegalArgumentException` or an `IOException` for bytes that are no such record.
interface Codec<T> {
    void write(T element, DataOutputStream out) throws IOException;

    T read(DataInputStream in) throws IOException;

    BytePath path(T element);

    Codec<BytePath> PATH = new Codec<>() {
        @Override
        public void write(BytePath path, DataOutputStream out) throws IOException {
            byte[] bytes = path.bytes();
            out.writeInt(bytes.length);
            out.write(bytes);
        }

        @Override
        public BytePath read(DataInputStream in) throws IOException {
            return BytePath.of(readBytes(in));
        }

        @Override
        public BytePath path(BytePath path) {
            return path;
        }
    };

    Codec<TreeEntry> TREE = new Codec<>() {
        @Override
        public void write(TreeEntry entry, DataOutputStream out) throws IOException {
            PATH.write(entry.path(), out);
            out.writeByte(
                    switch (entry.kind()) {
                        case FILE -> 0;
                        case DIRECTORY -> 1;
                        case LINK -> 2;
                    });
            out.writeLong(entry.size());
            writeTime(entry.modified(), out);
            out.writeShort(entry.mode());
            out.writeInt(entry.uid());
            out.writeInt(entry.gid());
            if (entry.kind() == Kind.LINK) {
                writeText(entry.linkTarget().orElseThrow(), out);
            }
            FileIdentity identity = entry.identity();
            out.writeLong(identity.device());
            out.writeLong(identity.inode());
            out.writeInt(identity.links());
            writeTime(identity.changed(), out);
        }

        @Override
        public TreeEntry read(DataInputStream in) throws IOException {
            BytePath path = PATH.read(in);
            Kind kind =
                    switch (in.readByte()) {
                        case 0 -> Kind.FILE;
                        case 1 -> Kind.DIRECTORY;
                        case 2 -> Kind.LINK;
                        default -> throw new IllegalArgumentException("no such kind of entry");
                    };
            long size = in.readLong();
            Instant modified = readTime(in);
            int mode = in.readShort();
            int uid = in.readInt();
            int gid = in.readInt();
            Optional<String> target = kind == Kind.LINK ? Optional.of(readText(in)) : Optional.empty();
            FileIdentity identity = new FileIdentity(in.readLong(), in.readLong(), in.readInt(), readTime(in));
            return new TreeEntry(path, kind, size, modified, mode, uid, gid, target, identity);
        }

        @Override
        public BytePath path(TreeEntry entry) {
            return entry.path();
        }
    };

    Codec<StoredEntry> STORED = new Codec<>() {
        @Override
        public void write(StoredEntry entry, DataOutputStream out) throws IOException {
            TREE.write(entry.tree(), out);
            writeText(entry.sha256().orElse(""), out);
            out.writeInt(entry.xattrs().size());
            for (Map.Entry<String, String> xattr : new TreeMap<>(entry.xattrs()).entrySet()) {
                writeText(xattr.getKey(), out);
                writeText(xattr.getValue(), out);
            }
            PATH.write(entry.hardlinkTo().orElse(BytePath.ROOT), out);
            out.writeBoolean(entry.unstable());
            writeText(entry.tag().orElse(""), out);
        }

        @Override
        public StoredEntry read(DataInputStream in) throws IOException {
            TreeEntry tree = TREE.read(in);
            Optional<String> sha256 = Optional.of(readText(in)).filter(text -> !text.isEmpty());
            Map<String, String> xattrs = new TreeMap<>();
            for (int left = in.readInt(); left > 0; left--) {
                xattrs.put(readText(in), readText(in));
            }
            Optional<BytePath> hardlinkTo = Optional.of(PATH.read(in)).filter(path -> !path.isRoot());
            boolean unstable = in.readBoolean();
            Optional<String> tag = Optional.of(readText(in)).filter(text -> !text.isEmpty());
            return new StoredEntry(tree, sha256, xattrs, hardlinkTo, unstable, tag);
        }

        @Override
        public BytePath path(StoredEntry entry) {
            return entry.path();
        }
    };

    Codec<IndexEntry> INDEX = new Codec<>() {
        @Override
        public void write(IndexEntry entry, DataOutputStream out) throws IOException {
            out.writeBoolean(entry.known().isPresent());
            if (entry.known().isPresent()) {
                STORED.write(entry.known().get(), out);
                return;
            }
            PATH.write(entry.path(), out);
        }

        @Override
        public IndexEntry read(DataInputStream in) throws IOException {
            if (in.readBoolean()) {
                StoredEntry known = STORED.read(in);
                return new IndexEntry(known.path(), Optional.of(known));
            }
            return new IndexEntry(PATH.read(in), Optional.empty());
        }

        @Override
        public BytePath path(IndexEntry entry) {
            return entry.path();
        }
    };

    static void writeText(String text, DataOutputStream out) throws IOException {
        byte[] bytes = ByteText.encode(text);
        out.writeInt(bytes.length);
        out.write(bytes);
    }

    static String readText(DataInputStream in) throws IOException {
        return ByteText.decode(readBytes(in));
    }

    private static byte[] readBytes(DataInputStream in) throws IOException {
        int length = in.readInt();
        if (length < 0 || length > in.available()) {
            throw new IllegalArgumentException("a length beyond the record");
        }
        return in.readNBytes(length);
    }

    private static void writeTime(Instant time, DataOutputStream out) throws IOException {
        out.writeLong(time.getEpochSecond());
        out.writeInt(time.getNano());
    }

    private static Instant readTime(DataInputStream in) throws IOException {
        try {
            return Instant.ofEpochSecond(in.readLong(), in.readInt());
        } catch (DateTimeException | ArithmeticException _) {
            throw new IllegalArgumentException("a time that is out of range");
        }
    }
}
