package org.holdfast.sync;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributeView;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.UserDefinedFileAttributeView;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.holdfast.names.BytePath;
import org.holdfast.names.ByteText;
import org.holdfast.names.LocalNames;
import org.jspecify.annotations.Nullable;

/// A directory by path, with nothing but Java's own API, on any file system with `unix` attributes.
///
/// Less exact than [LinuxFolder]: repeated slashes in link targets and fractions of seconds before 1970 are
/// lost, only `user.*` attributes are seen, and somebody who swaps a directory for a link at the right moment
/// is followed.
final class PortableFolder implements Folder {
    private static final String ATTRIBUTES = "unix:mode,size,lastModifiedTime,uid,gid,dev,ino,nlink,ctime";
    private static final String PREFIX = "user.";

    private final Path path;

    private PortableFolder(Path path) {
        this.path = path;
    }

    static PortableFolder open(Path directory) throws IOException {
        return new PortableFolder(directory.toRealPath());
    }

    @Override
    public List<BytePath> names() throws IOException {
        List<BytePath> names = new ArrayList<>();
        try (var children = Files.newDirectoryStream(path)) {
            for (Path child : children) {
                names.add(BytePath.of(LocalNames.nameOf(child)));
            }
        } catch (DirectoryIteratorException e) {
            throw e.getCause();
        }
        names.sort(null);
        return names;
    }

    @Override
    public Inode self() throws IOException {
        return inode(path);
    }

    @Override
    public Inode stat(BytePath name) throws IOException {
        return inode(path(name));
    }

    private static Inode inode(Path file) throws IOException {
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

    @Override
    public String linkTarget(BytePath name) throws IOException {
        return ByteText.decode(LocalNames.bytesOf(Files.readSymbolicLink(path(name))));
    }

    @Override
    public Folder folder(BytePath name) throws IOException {
        Path child = path(name);
        if (!inode(child).is(Kind.DIRECTORY)) {
            throw new NotDirectoryException(child.toString());
        }
        return new PortableFolder(child);
    }

    @Override
    public InputStream read(BytePath name) throws IOException {
        Path file = path(name);
        if (!inode(file).is(Kind.FILE)) {
            throw new NoSuchFileException(file.toString(), null, "it is no longer a regular file");
        }
        return Files.newInputStream(file, LinkOption.NOFOLLOW_LINKS);
    }

    @Override
    public Map<String, byte[]> xattrs(BytePath name) throws IOException {
        Map<String, byte[]> attributes = new TreeMap<>();
        UserDefinedFileAttributeView view = view(name);
        if (view == null || stat(name).is(Kind.LINK)) {
            return attributes;
        }
        try {
            for (String attribute : view.list()) {
                ByteBuffer value = ByteBuffer.allocate(view.size(attribute));
                view.read(attribute, value);
                attributes.put(PREFIX + attribute, Arrays.copyOf(value.array(), value.position()));
            }
        } catch (FileSystemException e) {
            if (!Files.isReadable(path(name))) {
                throw e;
            }
            // The file system has none.
        }
        return attributes;
    }

    private @Nullable UserDefinedFileAttributeView view(BytePath name) {
        return Files.getFileAttributeView(path(name), UserDefinedFileAttributeView.class, LinkOption.NOFOLLOW_LINKS);
    }

    @Override
    public void makeLink(BytePath name, String target) throws IOException {
        Files.createSymbolicLink(path(name), LocalNames.path(path, ByteText.encode(target)));
    }

    @Override
    public void setModified(BytePath name, Instant modified) throws IOException {
        Files.getFileAttributeView(path(name), BasicFileAttributeView.class, LinkOption.NOFOLLOW_LINKS)
                .setTimes(FileTime.from(modified), null, null);
    }

    @Override
    public void setXattr(BytePath name, String attribute, byte[] value) throws IOException {
        UserDefinedFileAttributeView view = view(name);
        if (view == null || !attribute.startsWith(PREFIX)) {
            throw new UnsupportedOperationException(attribute);
        }
        view.write(attribute.substring(PREFIX.length()), ByteBuffer.wrap(value));
    }

    @Override
    public void removeXattr(BytePath name, String attribute) throws IOException {
        UserDefinedFileAttributeView view = view(name);
        if (view != null && attribute.startsWith(PREFIX)) {
            view.delete(attribute.substring(PREFIX.length()));
        }
    }

    @Override
    public void setMode(BytePath name, int mode) throws IOException {
        if (!stat(name).is(Kind.LINK)) {
            Files.setAttribute(path(name), "unix:mode", mode);
        }
    }

    /// Java has no call for it.
    @Override
    public void sync() {}

    @Override
    public String shown(BytePath name) {
        return path(name).toString();
    }

    @Override
    public Path path() {
        return path;
    }

    @Override
    public void close() {}
}
