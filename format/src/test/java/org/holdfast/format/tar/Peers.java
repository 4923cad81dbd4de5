package org.holdfast.format.tar;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.holdfast.names.ByteText;
import org.holdfast.sync.Kind;
import org.holdfast.sync.StoredEntry;
import org.holdfast.sync.TreeEntry;

/// GNU tar and Python, run so that names are plain bytes to them; and what they see as sorted lines.
final class Peers {
    /// One line a member: name, type, size, mtime, mode, uid, gid, link target, extended attributes.
    private static final String LIST_ARCHIVE = """
        import sys, os, tarfile, base64
        for m in tarfile.open(sys.argv[1], errors='surrogateescape', encoding='utf-8'):
            enc = lambda s: s.encode('utf-8', 'surrogateescape')
            kind = {b'0': 'f', b'\\0': 'f', b'1': 'h', b'2': 'l', b'5': 'd'}[m.type]
            x = sorted((k[13:], base64.b64encode(enc(v)).decode()) for k, v in m.pax_headers.items() if k.startswith('SCHILY.xattr.'))
            print(enc(m.name).hex(), kind, m.size, m.pax_headers.get('mtime', int(m.mtime)), oct(m.mode), m.uid, m.gid,
                  '=' + enc(m.linkname).hex(), ','.join(k + ':' + v for k, v in x))
        """;

    /// One line a file: name, type, size, mtime in nanoseconds, mode, link count, link target, content.
    private static final String LIST_DISK = """
        import sys, os, stat, hashlib
        root = os.fsencode(sys.argv[1])
        def line(p):
            s = os.lstat(p)
            kind = 'd' if stat.S_ISDIR(s.st_mode) else 'l' if stat.S_ISLNK(s.st_mode) else 'f'
            print(os.path.relpath(p, root).hex(), kind, s.st_size if kind == 'f' else 0, s.st_mtime_ns,
                  oct(stat.S_IMODE(s.st_mode)) if kind != 'l' else '-', s.st_nlink if kind == 'f' else '-',
                  '=' + (os.readlink(p).hex() if kind == 'l' else ''),
                  hashlib.sha256(open(p, 'rb').read()).hexdigest() if kind == 'f' else '-')
        line(root)
        for d, ds, fs in os.walk(root):
            for n in ds + fs:
                line(os.path.join(d, n))
        """;

    private static final String EXTRACT = """
        import sys, tarfile
        t = tarfile.open(sys.argv[1], errors='surrogateescape', encoding='utf-8')
        if hasattr(tarfile, 'fully_trusted_filter'):
            t.extraction_filter = tarfile.fully_trusted_filter
        t.extractall(sys.argv[2])
        """;

    private Peers() {}

    static List<String> archiveSeenByPython(Path archive) throws Exception {
        return lines(python(LIST_ARCHIVE, archive.toString()));
    }

    static List<String> disk(Path directory) throws Exception {
        return lines(python(LIST_DISK, directory.toString()));
    }

    static void extractWithPython(Path archive, Path target) throws Exception {
        python(EXTRACT, archive.toString(), target.toString());
    }

    static byte[] python(String script, String... arguments) throws Exception {
        List<String> command = new ArrayList<>(List.of("python3", "-c", script));
        command.addAll(List.of(arguments));
        return run(command);
    }

    static byte[] tar(String... arguments) throws Exception {
        List<String> command = new ArrayList<>(List.of("tar"));
        command.addAll(List.of(arguments));
        return run(command);
    }

    /// Standard output; anything on standard error is a failure, since a warning is one here.
    private static byte[] run(List<String> command) throws IOException, InterruptedException {
        ProcessBuilder builder = new ProcessBuilder(command);
        builder.environment().put("LC_ALL", "C");
        builder.environment().put("PYTHONUTF8", "1");
        builder.environment().put("TZ", "UTC");
        Path errors = Files.createTempFile("peer", ".err");
        try {
            Process process = builder.redirectError(errors.toFile()).start();
            byte[] output = process.getInputStream().readAllBytes();
            int status = process.waitFor();
            String complaint = Files.readString(errors, StandardCharsets.ISO_8859_1);
            assertThat(complaint).as(command.getFirst()).isEmpty();
            assertThat(status).isZero();
            return output;
        } finally {
            Files.delete(errors);
        }
    }

    private static List<String> lines(byte[] output) {
        return new String(output, StandardCharsets.ISO_8859_1)
                .lines()
                .map(String::strip)
                .sorted()
                .toList();
    }

    /// Shows what differs, not the hundreds of lines that agree.
    static void assertSame(List<String> actual, List<String> expected) {
        Set<String> unexpected = new TreeSet<>(actual);
        expected.forEach(unexpected::remove);
        Set<String> missing = new TreeSet<>(expected);
        actual.forEach(missing::remove);
        assertThat(unexpected).as("unexpected, missing are %s", missing).isEmpty();
        assertThat(actual).hasSameSizeAs(expected);
    }

    /// The line that [#archiveSeenByPython(Path)] must have for an entry.
    static String line(StoredEntry entry) {
        TreeEntry tree = entry.tree();
        boolean hard = entry.hardlinkTo().isPresent();
        String target = hard
                ? "./" + entry.hardlinkTo().get().text()
                : tree.linkTarget().orElse("");
        String name = tree.path().isRoot() ? "." : "./" + tree.path().text();
        String xattrs = String.join(
                ",",
                new TreeMap<>(entry.xattrs())
                        .entrySet().stream()
                                .map(each -> PaxRecords.escaped(each.getKey()) + ":" + each.getValue())
                                .toList());
        return String.join(
                        " ",
                        hex(name),
                        hard ? "h" : kind(tree.kind()),
                        Long.toString(hard ? 0 : tree.size()),
                        Samples.seconds(tree.modified()),
                        "0o" + Integer.toOctalString(tree.mode()),
                        Integer.toUnsignedString(tree.uid()),
                        Integer.toUnsignedString(tree.gid()),
                        "=" + hex(target),
                        xattrs)
                .strip();
    }

    private static String kind(Kind kind) {
        return switch (kind) {
            case FILE -> "f";
            case DIRECTORY -> "d";
            case LINK -> "l";
        };
    }

    private static String hex(String text) {
        return HexFormat.of().formatHex(ByteText.encode(text));
    }

    static String base64(byte... bytes) {
        return Base64.getEncoder().encodeToString(bytes);
    }
}
