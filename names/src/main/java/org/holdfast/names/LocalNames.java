package org.holdfast.names;

import java.net.URI;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Arrays;

/// The bridge between name bytes and `java.nio.file.Path` that holds under any locale. Stateless; thread-safe.
///
/// `Path.of(String)` and `Path.toString()` go through the encoding of the locale, and cron and systemd set none: there
/// every name beyond ASCII is refused or mangled. `Path.toUri()` and `Path.of(URI)` percent-encode the raw bytes
/// instead. They cost a system call or a parse, so plain ASCII names, the same in every encoding that a locale can
/// name, take the direct way.
public final class LocalNames {
    private static final char[] HEX = "0123456789ABCDEF".toCharArray();

    private LocalNames() {}

    /// The path of `below` under `base`. `base` must belong to a file system whose separator is `/`.
    public static Path resolve(Path base, BytePath below) {
        return below.isRoot() ? base : base.resolve(relative(base, below.bytes()));
    }

    /// An absolute or relative path on the default file system, from the bytes a user typed.
    public static Path path(byte[] bytes) {
        return path(Path.of(""), bytes);
    }

    /// An absolute or relative path on the file system of `anchor`. Repeated and trailing slashes are lost, as in
    /// every `Path`.
    public static Path path(Path anchor, byte[] bytes) {
        boolean absolute = bytes.length > 0 && bytes[0] == '/';
        return absolute ? root(anchor).resolve(relative(anchor, bytes)) : relative(anchor, bytes);
    }

    private static Path relative(Path anchor, byte[] bytes) {
        if (isAscii(bytes)) {
            String text = new String(bytes, StandardCharsets.US_ASCII);
            return anchor.getFileSystem().getPath(text.startsWith("/") ? text.substring(1) : text);
        }
        Path root = root(anchor);
        return root.relativize(Path.of(URI.create(root.toUri() + encoded(bytes))));
    }

    /// The bytes of the last segment of `path`.
    public static byte[] nameOf(Path path) {
        Path name = path.getFileName();
        return name == null ? new byte[0] : bytesOf(name);
    }

    /// The bytes of a path as it stands, absolute or relative, such as the target of a symbolic link.
    public static byte[] bytesOf(Path path) {
        String text = path.toString();
        byte[] ascii = text.getBytes(StandardCharsets.UTF_8);
        if (isAscii(ascii)) {
            return ascii;
        }
        // Below the root, since toUri would put the working directory in front of a relative path.
        byte[] absolute = decoded(root(path).resolve(path).toUri().getRawPath());
        return path.isAbsolute() ? absolute : Arrays.copyOfRange(absolute, 1, absolute.length);
    }

    private static Path root(Path path) {
        return path.getFileSystem().getRootDirectories().iterator().next();
    }

    private static boolean isAscii(byte[] bytes) {
        for (byte b : bytes) {
            if (b < 0) {
                return false;
            }
        }
        return true;
    }

    private static String encoded(byte[] bytes) {
        StringBuilder out = new StringBuilder(bytes.length * 3);
        boolean leading = true;
        for (byte b : bytes) {
            if (b == '/' && leading) {
                continue;
            }
            leading = false;
            if (b == '/') {
                out.append('/');
            } else {
                out.append('%').append(HEX[(b >> 4) & 0xf]).append(HEX[b & 0xf]);
            }
        }
        return out.toString();
    }

    private static byte[] decoded(String rawPath) {
        // toUri appends a slash where the path happens to name a directory.
        int end = rawPath.length() > 1 && rawPath.endsWith("/") ? rawPath.length() - 1 : rawPath.length();
        ByteBuffer out = ByteBuffer.allocate(end);
        int i = 0;
        while (i < end) {
            boolean escaped = rawPath.charAt(i) == '%';
            out.put((byte) (escaped ? Integer.parseInt(rawPath, i + 1, i + 3, 16) : rawPath.charAt(i)));
            i += escaped ? 3 : 1;
        }
        return Arrays.copyOf(out.array(), out.position());
    }
}
