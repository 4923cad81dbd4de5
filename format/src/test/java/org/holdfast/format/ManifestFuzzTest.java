package org.holdfast.format;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.zip.GZIPOutputStream;
import org.holdfast.sync.Skip;
import org.holdfast.sync.StoredEntry;
import org.junit.jupiter.api.io.TempDir;

/// Whatever stands in the place of a manifest: a file as it is, if it begins as gzip does, else its lines.
class ManifestFuzzTest {
    private static final byte GZIP = 0x1f;

    @TempDir
    Path dir;

    private record Content(List<StoredEntry> entries, List<Skip> skips) {}

    @FuzzTest
    void open(byte[] input) throws IOException {
        Path file = dir.resolve("manifest");
        Files.write(file, input.length > 0 && input[0] == GZIP ? input : compressed(input));
        Manifest manifest;
        try {
            manifest = Manifest.open(file);
        } catch (DamagedException e) {
            assertThat(e.getMessage()).startsWith("manifest: ").doesNotContain("\n");
            return;
        }
        Content content = content(manifest);
        assertThat(content.entries).hasSize((int) manifest.total().entries());
        assertThat(content.skips).hasSize((int) manifest.skipped());
        content.entries.forEach(entry -> {
            String path = "/" + entry.path().text() + "/";
            assertThat(path).doesNotContain("//").doesNotContain("/./").doesNotContain("/../");
        });
        Path again = dir.resolve("again");
        try (ManifestWriter writer = new ManifestWriter(again)) {
            for (StoredEntry entry : content.entries) {
                writer.entry(entry);
            }
            for (Skip skip : content.skips) {
                writer.skipped(skip);
            }
            writer.finish(manifest.backup(), manifest.format(), manifest.record());
        }
        Manifest rewritten = Manifest.open(again);
        assertThat(content(rewritten)).isEqualTo(content);
        assertThat(rewritten.backup()).isEqualTo(manifest.backup());
        assertThat(rewritten.record()).isEqualTo(manifest.record());
        assertThat(rewritten.bytes()).isEqualTo(manifest.total().bytes());
        assertThat(rewritten.hardlinkFirsts()).isEqualTo(manifest.hardlinkFirsts());
    }

    private static Content content(Manifest manifest) throws IOException {
        Content content = new Content(new ArrayList<>(), new ArrayList<>());
        manifest.visit(new Manifest.Visitor() {
            @Override
            public void entry(StoredEntry entry) {
                content.entries.add(entry);
            }

            @Override
            public void skipped(Skip skip) {
                content.skips.add(skip);
            }
        });
        return content;
    }

    private static byte[] compressed(byte[] lines) throws IOException {
        ByteArrayOutputStream gzip = new ByteArrayOutputStream();
        try (OutputStream out = new GZIPOutputStream(gzip)) {
            out.write(lines);
        }
        return gzip.toByteArray();
    }
}
