package org.holdfast.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayOutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeMap;
import org.holdfast.format.Manifest;
import org.holdfast.format.Progress;
import org.holdfast.sync.StoredEntry;
import org.holdfast.sync.TargetTree.Overwrite;
import org.holdfast.testkit.TreeFacts;
import org.holdfast.testkit.Trees;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// Real trees through a real directory and back, in both formats, encrypted and not.
class RoundTripTest {
    private static final long SEED = 20261120;

    private @TempDir Path dir;
    private Path source;
    private Path store;
    private Lab lab;

    @BeforeEach
    void prepare() throws Exception {
        source = Files.createDirectory(dir.resolve("source"));
        store = dir.resolve("store");
        lab = new Lab(dir.resolve("state"));
    }

    private static RestoreRequest into(Path target, String... patterns) {
        return new RestoreRequest(RestorePlaces.of(target), List.of(patterns), Overwrite.REFUSE, false, false, false);
    }

    @ParameterizedTest
    @CsvSource({"TGZ, false", "TGZ, true", "RSYNC, false", "RSYNC, true"})
    void givesBackExactlyWhatWasThere(FormatKind format, boolean encrypted) throws Exception {
        for (int round = 0; round < 3; round++) {
            Path tree = Files.createDirectory(source.resolve("tree" + round));
            new Trees(SEED + round).fill(tree, 300);
            for (Path longName : namesTooLongOnceEncrypted(tree, format, encrypted)) {
                Files.delete(longName);
            }
            Path target = dir.resolve("target" + round);
            try (BackupEngine engine = lab.engine(store, encrypted)) {
                BackupOutcome made = engine.backup(Lab.request(tree, format), Progress.NONE);
                assertThat(made.record().isComplete()).isTrue();
                engine.restore(made.record(), into(target), Progress.NONE);
            }
            assertThat(TreeFacts.of(tree).differences(TreeFacts.of(target)))
                    .as("seed %d", SEED + round)
                    .isEmpty();
        }
    }

    private static List<Path> namesTooLongOnceEncrypted(Path tree, FormatKind format, boolean encrypted)
            throws Exception {
        if (format == FormatKind.TGZ || !encrypted) {
            return List.of();
        }
        try (var paths = Files.walk(tree)) {
            return paths.filter(path -> path.toString().contains("xxxxxxxxxxxxx"))
                    .sorted(java.util.Comparator.reverseOrder())
                    .toList();
        }
    }

    @ParameterizedTest
    @CsvSource({"TGZ, true", "RSYNC, true", "TGZ, false", "RSYNC, false"})
    void olderBackupsStayWhatTheyWereThroughTenMoreRuns(FormatKind format, boolean encrypted) throws Exception {
        Trees trees = new Trees(SEED);
        trees.fill(source, 60);
        TreeMap<String, TreeFacts> expected = new TreeMap<>();
        try (BackupEngine engine = lab.engine(store, encrypted)) {
            for (int run = 0; run <= 10; run++) {
                for (Path longName : namesTooLongOnceEncrypted(source, format, encrypted)) {
                    Files.deleteIfExists(longName);
                }
                expected.put(
                        engine.backup(Lab.request(source, format), Progress.NONE)
                                .record()
                                .id(),
                        TreeFacts.of(source));
                trees.mutate(source, 8);
            }
            assertThat(engine.list(Optional.empty(), Progress.NONE).stream().map(BackupRecord::id))
                    .containsExactlyElementsOf(expected.keySet());
            for (BackupRecord record : engine.list(Optional.empty(), Progress.NONE)) {
                Path target = dir.resolve("target-" + record.backupId().time().toEpochMilli());
                engine.restore(record, into(target), Progress.NONE);
                assertThat(Objects.requireNonNull(expected.get(record.id())).differences(TreeFacts.of(target)))
                        .as("seed %d, backup %s", SEED, record.id())
                        .isEmpty();
            }
        }
    }

    @ParameterizedTest
    @CsvSource({"TGZ", "RSYNC"})
    void restoresAPartAndReadsOneFile(FormatKind format) throws Exception {
        Files.createDirectories(source.resolve("photos/2024"));
        Files.writeString(source.resolve("photos/2024/a.jpg"), "a");
        Files.writeString(source.resolve("photos-old"), "old");
        Files.createLink(source.resolve("z-link"), source.resolve("photos/2024/a.jpg"));
        try (BackupEngine engine = lab.engine(store, true)) {
            BackupRecord record =
                    engine.backup(Lab.request(source, format), Progress.NONE).record();
            Path part = dir.resolve("part");
            RestoreSummary summary = engine.restore(record, into(part, "photos"), Progress.NONE);
            assertThat(summary.files()).isEqualTo(1);
            assertThat(TreeFacts.of(part).only(path -> path.text().startsWith("photos")))
                    .isEqualTo(TreeFacts.of(source).only(path -> path.text().matches("photos(/.*)?")));

            Path linkOnly = dir.resolve("link-only");
            engine.restore(record, into(linkOnly, "z-*"), Progress.NONE);
            assertThat(linkOnly.resolve("z-link")).hasContent("a");
            assertThat(linkOnly.resolve("photos")).doesNotExist();

            ByteArrayOutputStream out = new ByteArrayOutputStream();
            engine.cat(record, "z-link", out);
            assertThat(out.toString(java.nio.charset.StandardCharsets.UTF_8)).isEqualTo("a");
        }
    }

    @ParameterizedTest
    @CsvSource({"TGZ", "RSYNC"})
    void theManifestListsWhatIsThereAndDumpsGoWhereTheyAreSent(FormatKind format) throws Exception {
        Files.writeString(source.resolve("a"), "abc");
        try (BackupEngine engine = lab.engine(store, true)) {
            BackupRecord record =
                    engine.backup(Lab.request(source, format), Progress.NONE).record();
            List<String> paths = new ArrayList<>();
            engine.files(record, List.of(), new Manifest.Visitor() {
                @Override
                public void entry(StoredEntry entry) {
                    paths.add(entry.path().text());
                }
            });
            assertThat(paths).contains("config.json", "data", "data/a");
            Path target = dir.resolve("target");
            Path dumps = dir.resolve("dumps");
            engine.restore(record, RestoreRequest.to(RestorePlaces.of(target).withDumps(dumps)), Progress.NONE);
            assertThat(target.resolve("a")).hasContent("abc");
            assertThat(target.resolve("config.json")).doesNotExist();
            assertThat(dumps.resolve("config.json")).content().contains("\"id\" : \"blog\"");
            Path raw = dir.resolve("raw");
            engine.restore(record, RestoreRequest.raw(raw), Progress.NONE);
            assertThat(raw.resolve("data/a")).hasContent("abc");
            assertThat(raw.resolve("config.json")).exists();
        }
    }

    /// As for a place that was looked at, and replaced by a link since.
    @Test
    void restoresExactlyToWhereItIsSaidOrNotAtAll() throws Exception {
        Files.writeString(source.resolve("file"), "content");
        Path real = dir.toRealPath();
        Path elsewhere = Files.createDirectory(real.resolve("elsewhere"));
        Files.createSymbolicLink(real.resolve("place"), elsewhere);
        try (BackupEngine engine = lab.engine(store, false)) {
            BackupRecord record = engine.backup(Lab.request(source, FormatKind.RSYNC), Progress.NONE)
                    .record();
            for (String place : List.of("place", "place/below")) {
                RestoreRequest request = into(real.resolve(place)).exactly();
                assertThatThrownBy(() -> engine.restore(record, request, Progress.NONE))
                        .isInstanceOf(BackupException.class)
                        .hasMessageContaining("cannot restore into " + real.resolve(place));
                ImportRequest setUp = new ImportRequest(request.places(), Optional.empty(), true, true);
                assertThat(AppSetup.failure(engine.checkImport(record, setUp))).isPresent();
            }
            assertThat(elsewhere).isEmptyDirectory();
            engine.restore(record, into(real.resolve("place")), Progress.NONE);
            assertThat(elsewhere.resolve("file")).hasContent("content");
            engine.restore(record, into(real.resolve("new")).exactly(), Progress.NONE);
            assertThat(real.resolve("new/file")).hasContent("content");
        }
    }
}
