package org.holdfast.engine;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.FileStore;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.holdfast.format.Progress;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// An app with a mapped directory and a dump, looked at before it is set up again.
class CheckImportTest {
    private @TempDir Path dir;
    private Lab lab;
    private BackupRecord record;

    @BeforeEach
    void backUp() throws Exception {
        for (String name : List.of("data", "mail", "dumps")) {
            Files.write(Files.createDirectory(dir.resolve(name)).resolve("file"), new byte[1000]);
        }
        lab = new Lab(dir.resolve("state"));
        AppContent content = new AppContent(
                dir.resolve("data"),
                List.of(),
                new TreeMap<>(Map.of("mail", dir.resolve("mail"))),
                Map.of(),
                Optional.of(dir.resolve("dumps")));
        try (BackupEngine engine = lab.engine(dir.resolve("store"), false)) {
            record = engine.backup(
                            new BackupRequest(
                                    new AppId("blog"),
                                    content,
                                    "1.0",
                                    FormatKind.TGZ,
                                    Optional.empty(),
                                    Optional.empty()),
                            Progress.NONE)
                    .record();
        }
    }

    private ImportRequest request(String data, String mail, boolean parents, boolean hook) {
        return new ImportRequest(
                new RestorePlaces(
                        dir.resolve(data), new TreeMap<>(Map.of("mail", dir.resolve(mail))), Optional.empty()),
                parents,
                hook,
                Optional.of("1.0"),
                false,
                false);
    }

    private ImportFinding finding(String subject, ImportRequest request, PlannedImports before) throws Exception {
        try (BackupEngine engine = lab.reader(dir.resolve("store"))) {
            return engine.checkImport(record, request, before).stream()
                    .filter(finding -> finding.subject().equals(subject))
                    .findAny()
                    .orElseThrow();
        }
    }

    private ImportFinding finding(String subject, ImportRequest request) throws Exception {
        return finding(subject, request, new PlannedImports());
    }

    @Test
    void mappedDirectoriesAreLookedAtAsWell() throws Exception {
        assertThat(finding("target", request("new", "mail", true, false)).text())
                .isEqualTo(dir.resolve("mail") + " is not empty");
        assertThat(finding("target", request("new", "a/b/c", false, false)).isPassed())
                .isFalse();
        assertThat(finding("target", request("new", "a/b/c", true, false)).isPassed())
                .isTrue();
        assertThat(finding("target", request("a/new", "a/mail", true, false)).isPassed())
                .isTrue();
        assertThat(dir.resolve("a")).doesNotExist();
    }

    @Test
    void whatIsLaidAsideForAHookTakesSpaceToo() throws Exception {
        assertThat(finding("space", request("new", "new-mail", true, false)).text())
                .startsWith("it takes 2000 bytes, ");
        assertThat(finding("space", request("new", "new-mail", true, true)).text())
                .matches("it takes (3[0-9]{3}|[4-9][0-9]{3}) bytes, .*");
    }

    @Test
    void appsShareTheirDisk() throws Exception {
        FileStore disk = Files.getFileStore(dir);
        PlannedImports before = new PlannedImports();
        before.add(List.of(), Map.of(disk, Long.MAX_VALUE));
        ImportFinding space = finding("space", request("new", "new-mail", true, false), before);
        assertThat(space.isPassed()).isFalse();
        assertThat(space.text()).contains("2000 bytes, and 0 are free").endsWith(" when the apps before it are there");
    }

    @Test
    void noTwoAppsGoToOnePlace() throws Exception {
        PlannedImports before = new PlannedImports();
        assertThat(finding("target", request("new", "new-mail", true, false), before)
                        .isPassed())
                .isTrue();
        assertThat(finding("target", request("other", "new-mail/inside", true, false), before)
                        .text())
                .isEqualTo(dir.resolve("new-mail/inside") + " is where another app goes, or around or inside it");
    }
}
