package org.holdfast.sync;

import java.io.IOException;
import java.io.InputStream;
import java.util.Map;
import org.holdfast.names.BytePath;

/// A [SourceTree] that is opened for one question.
final class OneFile {
    private OneFile() {}

    static TreeEntry find(SourceTree tree, BytePath path) throws IOException {
        try (OpenTree open = tree.open();
                SourceFile file = open.find(path, Kind.FILE)) {
            return file.found();
        }
    }

    static InputStream read(SourceTree tree, TreeEntry entry) throws IOException {
        try (OpenTree open = tree.open();
                SourceFile file = open.find(entry.path(), entry.kind())) {
            return file.open();
        }
    }

    static Map<String, String> xattrs(SourceTree tree, TreeEntry entry) throws IOException {
        try (OpenTree open = tree.open();
                SourceFile file = open.find(entry.path(), entry.kind())) {
            return file.xattrs();
        }
    }
}
