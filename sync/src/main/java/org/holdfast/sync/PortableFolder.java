package org.holdfast.sync;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributeView;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.UserDefinedFileAttributeView;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.holdfast.names.BytePath;
import org.holdfast.names.ByteText;
import org.holdfast.names.LocalNames;

/// A directory by path, with nothing but Java's own API, on any file system with `unix` attributes.
///
/// Less exact than [LinuxFolder]: repeated slashes in link targets and fractions of seconds before 1970 are
/// lost, only `user.*` attributes are seen, and somebody who swaps a directory for a link at the right moment
/// is followed.
final class PortableFolder implements Folder {
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
        return PortableFile.inode(path);
    }

    @Override
    public Inode stat(BytePath name) throws IOException {
        return PortableFile.inode(path(name));
    }

    @Override
    public String linkTarget(BytePath name) throws IOException {
        return PortableFile.linkTarget(path(name));
    }

    @Override
    public Folder folder(BytePath name) throws IOException {
        Path child = path(name);
        if (!PortableFile.inode(child).is(Kind.DIRECTORY)) {
            throw new NotDirectoryException(child.toString());
        }
        return new PortableFolder(child);
    }

    @Override
    public HeldFile hold(BytePath path, Kind likely) throws IOException {
        return below(path, (folder, name) -> PortableFile.find(name.isRoot() ? folder.path() : folder.path(name)));
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
        UserDefinedFileAttributeView view = PortableFile.attributes(path(name));
        if (view == null || !attribute.startsWith(PortableFile.PREFIX)) {
            throw new UnsupportedOperationException(attribute);
        }
        view.write(attribute.substring(PortableFile.PREFIX.length()), ByteBuffer.wrap(value));
    }

    @Override
    public void removeXattr(BytePath name, String attribute) throws IOException {
        UserDefinedFileAttributeView view = PortableFile.attributes(path(name));
        if (view != null && attribute.startsWith(PortableFile.PREFIX)) {
            view.delete(attribute.substring(PortableFile.PREFIX.length()));
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
