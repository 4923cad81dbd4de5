package org.holdfast.sync;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.UserDefinedFileAttributeView;
import java.time.Instant;
import java.util.Arrays;
import java.util.Map;
import java.util.TreeMap;
import org.holdfast.names.ByteText;
import org.holdfast.names.LocalNames;
import org.jspecify.annotations.Nullable;

/// Whatever has a name, by that name, see [PortableFolder]: it may be another file each time.
///
/// @param found as in [HeldFile#found()]
record PortableFile(Path path, Inode found) implements HeldFile {
    /// What names of extended attributes begin with that Java does not say.
    static final String PREFIX = "user.";

    private static final String ATTRIBUTES = "unix:mode,size,lastModifiedTime,uid,gid,dev,ino,nlink,ctime";

    static PortableFile find(Path path) throws IOException {
        return new PortableFile(path, inode(path));
    }

    static Inode inode(Path file) throws IOException {
        Map<String, Object> found = Files.readAttributes(file, ATTRIBUTES, LinkOption.NOFOLLOW_LINKS);
        return new Inode(
                (int) number(found, "mode"),
                number(found, "size"),
                time(found, "lastModifiedTime"),
                (int) number(found, "uid"),
                (int) number(found, "gid"),
                new FileIdentity(
                        number(found, "dev"),
                        number(found, "ino"),
                        (int) number(found, "nlink"),
                        time(found, "ctime")));
    }

    private static long number(Map<String, Object> found, String name) {
        return found.get(name) instanceof Number number ? number.longValue() : 0;
    }

    private static Instant time(Map<String, Object> found, String name) {
        return found.get(name) instanceof FileTime time ? time.toInstant() : Instant.EPOCH;
    }

    static String linkTarget(Path link) throws IOException {
        return ByteText.decode(LocalNames.bytesOf(Files.readSymbolicLink(link)));
    }

    static @Nullable UserDefinedFileAttributeView attributes(Path file) {
        return Files.getFileAttributeView(file, UserDefinedFileAttributeView.class, LinkOption.NOFOLLOW_LINKS);
    }

    @Override
    public Inode stat() throws IOException {
        return inode(path);
    }

    @Override
    public String linkTarget() throws IOException {
        return linkTarget(path);
    }

    @Override
    public InputStream read() throws IOException {
        if (!stat().is(Kind.FILE)) {
            throw new NoSuchFileException(path.toString(), null, "it is no longer a regular file");
        }
        return Files.newInputStream(path, LinkOption.NOFOLLOW_LINKS);
    }

    @Override
    public Map<String, byte[]> xattrs() throws IOException {
        Map<String, byte[]> attributes = new TreeMap<>();
        UserDefinedFileAttributeView view = attributes(path);
        if (view == null || found.is(Kind.LINK)) {
            return attributes;
        }
        try {
            for (String attribute : view.list()) {
                ByteBuffer value = ByteBuffer.allocate(view.size(attribute));
                view.read(attribute, value);
                attributes.put(PREFIX + attribute, Arrays.copyOf(value.array(), value.position()));
            }
        } catch (FileSystemException e) {
            if (!Files.isReadable(path)) {
                throw e;
            }
            // The file system has none.
        }
        return attributes;
    }

    @Override
    public void close() {}
}
