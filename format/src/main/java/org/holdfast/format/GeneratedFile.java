package org.holdfast.format;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.security.DigestInputStream;
import java.security.MessageDigest;
import java.time.Instant;
import java.util.HexFormat;
import java.util.Map;
import java.util.Optional;
import org.holdfast.names.BytePath;
import org.holdfast.sync.FileIdentity;
import org.holdfast.sync.Kind;
import org.holdfast.sync.TreeEntry;
import org.jspecify.annotations.Nullable;

/// A file that is in a backup although the source does not have it.
///
/// @param content a local file with its bytes, which must stay as it is
/// @param entry the file as an entry of the tree. No file system gives it a modification time; one made of its
///     digest lets change detection tell two contents of the same size apart, and says that equal ones are
///     equal
/// @param sha256 of the content, in hexadecimal
record GeneratedFile(Path content, TreeEntry entry, String sha256) {
    static GeneratedFile of(BytePath path, Path content) throws IOException {
        MessageDigest digest = Digests.sha256();
        long size;
        try (InputStream in = new DigestInputStream(Files.newInputStream(content), digest)) {
            size = in.transferTo(OutputStream.nullOutputStream());
        }
        String sha256 = HexFormat.of().formatHex(digest.digest());
        long seconds = Long.parseLong(sha256, 0, 7, 16);
        Map<String, Object> owner = Files.readAttributes(content, "unix:uid,gid", LinkOption.NOFOLLOW_LINKS);
        return new GeneratedFile(
                content,
                new TreeEntry(
                        path,
                        Kind.FILE,
                        size,
                        Instant.ofEpochSecond(seconds),
                        0600,
                        id(owner.get("uid")),
                        id(owner.get("gid")),
                        Optional.empty(),
                        FileIdentity.UNKNOWN),
                sha256);
    }

    private static int id(@Nullable Object number) {
        return number instanceof Integer id ? id : 0;
    }
}
