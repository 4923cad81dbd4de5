package org.holdfast.sync;

import java.time.DateTimeException;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.holdfast.names.BytePath;
import org.holdfast.names.ByteText;

/// One kind of record as bytes. Local state only: every file names its version, and one of another is rebuilt.
///
/// Reading throws `IllegalArgumentException` for bytes that are no such record.
interface Codec<T> {
    void write(T element, RecordOutput out);

    T read(RecordInput in);

    BytePath path(T element);

    Codec<BytePath> PATH = new Codec<>() {
        @Override
        public void write(BytePath path, RecordOutput out) {
            out.writeBytes(path.bytes());
        }

        @Override
        public BytePath read(RecordInput in) {
            return BytePath.of(in.readBytes());
        }

        @Override
        public BytePath path(BytePath path) {
            return path;
        }
    };

    Codec<TreeEntry> TREE = new Codec<>() {
        @Override
        public void write(TreeEntry entry, RecordOutput out) {
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
        public TreeEntry read(RecordInput in) {
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
        public void write(StoredEntry entry, RecordOutput out) {
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
        public StoredEntry read(RecordInput in) {
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
        public void write(IndexEntry entry, RecordOutput out) {
            out.writeBoolean(entry.known().isPresent());
            if (entry.known().isPresent()) {
                STORED.write(entry.known().get(), out);
                return;
            }
            PATH.write(entry.path(), out);
        }

        @Override
        public IndexEntry read(RecordInput in) {
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

    static void writeText(String text, RecordOutput out) {
        out.writeBytes(ByteText.encode(text));
    }

    static String readText(RecordInput in) {
        return ByteText.decode(in.readBytes());
    }

    private static void writeTime(Instant time, RecordOutput out) {
        out.writeLong(time.getEpochSecond());
        out.writeInt(time.getNano());
    }

    private static Instant readTime(RecordInput in) {
        try {
            return Instant.ofEpochSecond(in.readLong(), in.readInt());
        } catch (DateTimeException | ArithmeticException _) {
            throw new IllegalArgumentException("a time that is out of range");
        }
    }
}
