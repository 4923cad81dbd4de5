package org.holdfast.format.tar;

import java.util.ArrayList;
import java.util.List;
import org.holdfast.names.BytePath;

/// A path as an archive spells it: with or without `./`, doubled slashes, and a slash behind directories.
///
/// @param directory whether the spelling says that it is a directory
record MemberPath(BytePath path, boolean directory) {
    /// @throws TarFormatException unless `raw` names something within the tree
    static MemberPath parse(String raw) throws TarFormatException {
        if (raw.isEmpty()) {
            throw new TarFormatException("an empty path");
        }
        if (raw.indexOf('\0') >= 0) {
            throw new TarFormatException("a path that holds a NUL byte: " + Layout.printable(Layout.bytes(raw)));
        }
        List<String> segments = new ArrayList<>();
        String last = "";
        for (String segment : raw.split("/", -1)) {
            last = segment;
            if (!segment.isEmpty() && !segment.equals(".")) {
                segments.add(segment);
            }
        }
        if (raw.startsWith("/") || segments.contains("..")) {
            throw new TarFormatException("a path that leaves the tree: " + Layout.printable(Layout.bytes(raw)));
        }
        return new MemberPath(
                BytePath.of(Layout.bytes(String.join("/", segments))), last.isEmpty() || last.equals("."));
    }
}
