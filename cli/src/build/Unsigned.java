import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Collections;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;
import java.util.zip.ZipOutputStream;

/// Rewrites a jar in place without its signature, which proves nothing where Maven has compared the digest. For its
/// sake Java would read a manifest of 840 KB at every start, keep 17 MiB for it, and leave the jar's classes out of its
/// cache. The same jar becomes the same bytes. The build calls it for Bouncy Castle.
final class Unsigned {
    private static final String MANIFEST = "META-INF/MANIFEST.MF";
    private static final String WITHOUT_DIGESTS = "Manifest-Version: 1.0\r\nMulti-Release: true\r\n\r\n";

    private Unsigned() {}

    public static void main(String[] args) throws IOException {
        Path jar = Path.of(args[0]);
        Path rewritten = Path.of(args[0] + ".new");
        try (ZipFile from = new ZipFile(jar.toFile());
                ZipOutputStream out = new ZipOutputStream(Files.newOutputStream(rewritten))) {
            for (ZipEntry entry : Collections.list(from.entries())) {
                if (entry.getName().matches("META-INF/.*\\.(SF|RSA|DSA|EC)")) {
                    continue;
                }
                ZipEntry same = new ZipEntry(entry.getName());
                same.setTimeLocal(entry.getTimeLocal());
                out.putNextEntry(same);
                out.write(
                        entry.getName().equals(MANIFEST)
                                ? WITHOUT_DIGESTS.getBytes(StandardCharsets.US_ASCII)
                                : from.getInputStream(entry).readAllBytes());
                out.closeEntry();
            }
        }
        Files.move(rewritten, jar, StandardCopyOption.REPLACE_EXISTING);
    }
}
