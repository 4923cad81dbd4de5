package org.holdfast.format;

import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.util.Map;
import org.holdfast.sync.SourceFile;
import org.holdfast.sync.TreeEntry;

/// A file of a [FrozenSource], or whatever had its name when it was looked for. For one thread at a time.
interface FrozenFile extends Closeable {
    /// What it was then.
    TreeEntry found() throws IOException;

    /// What it is now.
    TreeEntry stat() throws IOException;

    /// The content of a regular file.
    ///
    /// @param entry the file as it just was
    InputStream open(TreeEntry entry) throws IOException;

    Map<String, String> xattrs() throws IOException;

    /// One that the source has.
    record OfTree(SourceFile file, SharedReads reads) implements FrozenFile {
        @Override
        public TreeEntry found() throws IOException {
            return file.found();
        }

        @Override
        public TreeEntry stat() throws IOException {
            return file.stat();
        }

        @Override
        public InputStream open(TreeEntry entry) throws IOException {
            // What others read is of what was found by the name when they looked.
            return SourceReader.isSame(entry, file.found()) ? reads.open(entry, file::open) : file.open();
        }

        @Override
        public Map<String, String> xattrs() throws IOException {
            return file.xattrs();
        }

        @Override
        public void close() throws IOException {
            file.close();
        }
    }

    /// One that somebody gave besides.
    record Generated(GeneratedFile file) implements FrozenFile {
        @Override
        public TreeEntry found() {
            return file.entry();
        }

        @Override
        public TreeEntry stat() {
            return file.entry();
        }

        @Override
        public InputStream open(TreeEntry entry) throws IOException {
            return Files.newInputStream(file.content());
        }

        @Override
        public Map<String, String> xattrs() {
            return Map.of();
        }

        @Override
        public void close() {}
    }
}
