package org.holdfast.format;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.zip.GZIPInputStream;
import java.util.zip.GZIPOutputStream;
import org.holdfast.names.BytePath;
import org.holdfast.sync.FileIdentity;
import org.holdfast.sync.Kind;
import org.holdfast.sync.Skip;
import org.holdfast.sync.StoredEntry;
import org.holdfast.sync.TreeEntry;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ManifestTest {
    private static final String ID = "2026-11-20-030000-000/app_blog_2026-11-20-030001-000_v1";
    private static final String DIGEST = "ab".repeat(32);

    private @TempDir Path dir;
    private Path file;

    @BeforeEach
    void name() {
        file = dir.resolve("manifest.jsonl.gz");
    }

    private static StoredEntry entry(BytePath path, Kind kind) {
        TreeEntry tree = new TreeEntry(
                path,
                kind,
                kind == Kind.FILE ? 5 : 0,
                Instant.parse("2024-06-01T12:00:00.123456789Z"),
                04755,
                1000,
                1001,
                kind == Kind.LINK ? Optional.of("../t\udcffarget") : Optional.empty(),
                FileIdentity.UNKNOWN);
        return new StoredEntry(
                tree,
                kind == Kind.FILE ? Optional.of(DIGEST) : Optional.empty(),
                kind == Kind.FILE ? Map.of("user.mime", "dGV4dA==") : Map.of(),
                Optional.empty(),
                false);
    }

    private static final List<StoredEntry> ENTRIES = List.of(
            entry(BytePath.parse("config.json"), Kind.FILE),
            entry(BytePath.parse("data"), Kind.DIRECTORY),
            entry(BytePath.parse("data/a\n\"b"), Kind.FILE),
            entry(BytePath.parse("data/link"), Kind.LINK),
            entry(BytePath.parse("data/z\udcff"), Kind.FILE));

    private void write(List<StoredEntry> entries) throws IOException {
        try (ManifestWriter writer = new ManifestWriter(file)) {
            for (StoredEntry entry : entries) {
                writer.entry(entry);
            }
            writer.skipped(new Skip(BytePath.parse("data/q\udcfe"), Skip.Reason.UNREADABLE, "permission denied"));
            writer.finish(ID, "rsync", Optional.empty());
        }
    }

    private List<String> lines() throws IOException {
        try (GZIPInputStream in = new GZIPInputStream(new ByteArrayInputStream(Files.readAllBytes(file)))) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8).lines().toList();
        }
    }

    private void rewrite(List<String> lines) throws IOException {
        try (OutputStream out = new GZIPOutputStream(Files.newOutputStream(file))) {
            out.write((String.join("\n", lines) + "\n").getBytes(StandardCharsets.UTF_8));
        }
    }

    @Test
    void givesBackWhatWasWritten() throws IOException {
        write(ENTRIES);
        Manifest manifest = Manifest.open(file);
        List<StoredEntry> read = new ArrayList<>();
        List<Skip> skips = new ArrayList<>();
        manifest.visit(new Manifest.Visitor() {
            @Override
            public void entry(StoredEntry entry) {
                read.add(entry);
            }

            @Override
            public void skipped(Skip skip) {
                skips.add(skip);
            }
        });
        assertThat(read).isEqualTo(ENTRIES);
        assertThat(skips)
                .containsExactly(new Skip(BytePath.parse("data/q\udcfe"), Skip.Reason.UNREADABLE, "permission denied"));
        assertThat(manifest.backup()).isEqualTo(ID);
        assertThat(manifest.files()).isEqualTo(3);
        assertThat(manifest.bytes()).isEqualTo(15);
        assertThat(manifest.total().entries()).isEqualTo(5);
    }

    @Test
    void tellsHowMuchThereIsByEachNameAtTheTop() throws IOException {
        StoredEntry first = ENTRIES.get(2);
        StoredEntry second = entry(BytePath.parse("data/b"), Kind.FILE).withHardlinkTo(Optional.of(first.path()));
        write(List.of(ENTRIES.get(0), ENTRIES.get(1), first, second, ENTRIES.get(3)));
        Manifest manifest = Manifest.open(file);
        assertThat(manifest.tops())
                .isEqualTo(Map.of(
                        BytePath.parse("config.json"), new Amount(1, 1, 5, 5),
                        BytePath.parse("data"), new Amount(4, 2, 10, 5)));
        assertThat(manifest.total()).isEqualTo(new Amount(5, 3, 15, 10));
    }

    @Test
    void refusesFilesThatAreLargerThanAnything() throws IOException {
        write(ENTRIES);
        List<String> lines = new ArrayList<>(lines());
        lines.replaceAll(line -> line.replace("\"size\":5", "\"size\":" + Long.MAX_VALUE / 2));
        rewrite(lines);
        assertThatThrownBy(() -> Manifest.open(file))
                .isInstanceOf(DamagedException.class)
                .hasMessageContaining("larger than anything");
    }

    @Test
    void isOneJsonObjectALineAsTheSpecificationSays() throws IOException {
        write(ENTRIES);
        assertThat(lines().get(0)).isEqualTo("{\"type\":\"holdfast-manifest\",\"version\":1}");
        assertThat(lines().get(1))
                .isEqualTo("{\"path\":\"config.json\",\"kind\":\"file\",\"size\":5,"
                        + "\"mtime\":\"2024-06-01T12:00:00.123456789Z\",\"mode\":\"4755\",\"uid\":1000,\"gid\":1001,"
                        + "\"sha256\":\"" + DIGEST + "\",\"xattrs\":{\"user.mime\":\"dGV4dA==\"}}");
        assertThat(lines().get(4)).contains("\"link64\":\"Li4vdP9hcmdldA==\"");
        assertThat(lines().get(5)).startsWith("{\"path64\":\"ZGF0YS96/w==\"");
        assertThat(lines().getLast())
                .isEqualTo("{\"backup\":\"" + ID + "\",\"format\":\"rsync\",\"entries\":5,\"skipped\":1}");
    }

    @Test
    void cutShortAnywhereItIsNoManifest() throws IOException {
        write(ENTRIES);
        byte[] whole = Files.readAllBytes(file);
        for (int length = 0; length < whole.length; length++) {
            Files.write(file, Arrays.copyOf(whole, length));
            assertThatThrownBy(() -> Manifest.open(file)).as("%d bytes", length).isInstanceOf(IOException.class);
        }
    }

    @Test
    void lackingAnyLineItIsNoManifest() throws IOException {
        write(ENTRIES);
        List<String> whole = lines();
        for (int missing = 0; missing < whole.size(); missing++) {
            List<String> rest = new ArrayList<>(whole);
            rest.remove(missing);
            rewrite(rest);
            assertThatThrownBy(() -> Manifest.open(file))
                    .as("without line %d", missing)
                    .isInstanceOf(DamagedException.class);
        }
    }

    @Test
    void refusesEntriesOutOfOrder() throws IOException {
        write(List.of(ENTRIES.get(1), ENTRIES.get(0)));
        assertThatThrownBy(() -> Manifest.open(file))
                .isInstanceOf(DamagedException.class)
                .hasMessageContaining("out of order");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '~',
            value = {
                "config.json|../evil",
                "config.json|/etc/passwd",
                "config.json|a//b",
                "\"kind\":\"file\"|\"kind\":\"socket\"",
                "\"size\":5|\"size\":-5",
                "\"size\":5|\"size\":99999999999999999999",
                "\"mode\":\"4755\"|\"mode\":\"77777\"",
                "\"mode\":\"4755\"|\"mode\":\"rwx\"",
                "2024-06-01T|2024-13-01T",
                "\"sha256\":\"ab|\"sha256\":\"AB",
                "\"user.mime\":\"dGV4dA==\"|\"user.mime\":\"?\"",
                "\"uid\":1000|\"uid\":null",
                "\"version\":1|\"version\":2",
                "\"entries\":5|\"entries\":4",
                "\"skipped\":1|\"skipped\":0",
            })
    void refusesWhatNoWriterWrites(String from, String to) throws IOException {
        write(ENTRIES);
        String before = String.join("\n", lines());
        assertThat(before).contains(from);
        rewrite(before.replaceFirst(java.util.regex.Pattern.quote(from), to)
                .lines()
                .toList());
        assertThatThrownBy(() -> Manifest.open(file)).isInstanceOf(DamagedException.class);
    }

    @Test
    void attributeNamesNeedNotBeText() throws IOException {
        StoredEntry plain = ENTRIES.get(2);
        StoredEntry odd = new StoredEntry(
                plain.tree(),
                plain.sha256(),
                Map.of("user.\udcff", "AA==", "user.plain", "AQ=="),
                Optional.empty(),
                false);
        write(List.of(odd));
        assertThat(lines().get(1)).contains("\"xattrs64\":{\"dXNlci7/\":\"AA==\"}");
        try (Manifest.Reader reader = Manifest.open(file).read()) {
            assertThat(reader.next()).isEqualTo(odd);
        }
    }

    @Test
    void startsOverWhenTold() throws IOException {
        try (ManifestWriter writer = new ManifestWriter(file)) {
            writer.entry(ENTRIES.get(4));
            writer.restart();
            writer.entry(ENTRIES.get(0));
            writer.finish(ID, "tgz", Optional.empty());
        }
        assertThat(Manifest.open(file).total().entries()).isEqualTo(1);
    }
}
