package org.holdfast.engine.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.holdfast.engine.AppId;
import org.holdfast.engine.BackupException;
import org.holdfast.engine.FormatKind;
import org.holdfast.engine.StoreLocation;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ConfigurationEditorTest {
    @TempDir
    Path temporary;

    private final ConfigurationReader reader = new ConfigurationReader(Map.of());
    private final ConfigurationEditor editor = new ConfigurationEditor(reader);
    private Path file = Path.of("");

    @BeforeEach
    void name() {
        file = temporary.resolve("deep/holdfast.yaml");
    }

    private static SiteDraft draft(String name, String path) {
        Map<String, String> place = new LinkedHashMap<>();
        place.put("provider", "filesystem");
        place.put("path", path);
        return new SiteDraft(name, place, FormatKind.TGZ, Optional.of("/etc/it's a $secret"), Optional.empty());
    }

    private String added(String text) throws Exception {
        Files.createDirectories(file.getParent());
        Files.writeString(file, text);
        assertThat(editor.add(file, draft("new", "/mnt/new"))).isTrue();
        return Files.readString(file);
    }

    @Test
    void aNewFileIsItsOwnersAndHasNoMistake() throws Exception {
        assertThat(editor.add(file, draft("disk", "/mnt/ü: #1"))).isTrue();
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
                .isEqualTo("rw-------");
        SiteConfig site = reader.read(file).onlySite();
        assertThat(site.location()).isEqualTo(new StoreLocation.Directory(Path.of("/mnt/ü: #1")));
        assertThat(site.encryption().orElseThrow().passwordFile()).contains(Path.of("/etc/it's a $secret"));
        assertThat(site.format()).isEqualTo(FormatKind.TGZ);
        assertThat(Files.readString(file)).contains("# Whoever loses the password loses the backups.");
    }

    @Test
    void aNewFileTakesAnApp() throws Exception {
        SiteDraft site = draft("disk", "/mnt/disk");
        AppDraft app = new AppDraft(AppId.fromName("007"), "/srv/it's #1");
        assertThat(editor.add(
                        file,
                        new SiteDraft(site.name(), site.place(), site.format(), site.passwordFile(), Optional.of(app))))
                .isTrue();
        Configuration configuration = reader.read(file);
        assertThat(configuration.apps()).containsOnlyKeys("007");
        assertThat(configuration.app("007").data()).isEqualTo(Path.of("/srv/it's #1"));
    }

    @Test
    void everythingElseInAFileStaysAsItIs() throws Exception {
        String before = """
            # mine
            apps: {}
            sites:   # all of them
                # the old one
                old:
                    provider: noop

            # the end
            timeZone: UTC
            """;
        String after = added(before);
        assertThat(after).startsWith("""
            # mine
            apps: {}
            sites:   # all of them
                new:
                  provider: filesystem
            """);
        assertThat(after).endsWith(before.substring(before.indexOf("    # the old one")));
        assertThat(reader.read(file).sites()).containsOnlyKeys("new", "old");
    }

    @Test
    void aFileWithoutSitesGetsThemAtItsEnd() throws Exception {
        assertThat(added("timeZone: UTC")).startsWith("""
            timeZone: UTC

            sites:
              new:
                provider: filesystem
            """);
    }

    @Test
    void permissionsAndLinksAreKept() throws Exception {
        Files.createDirectories(file.getParent());
        Path real = Files.writeString(temporary.resolve("real.yaml"), "timeZone: UTC\n");
        Files.setPosixFilePermissions(real, PosixFilePermissions.fromString("rw-r-----"));
        Files.createSymbolicLink(file, real);
        assertThat(editor.add(file, draft("new", "/mnt/new"))).isTrue();
        assertThat(file).isSymbolicLink();
        assertThat(Files.readString(real)).contains("new:");
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(real)))
                .isEqualTo("rw-r-----");
    }

    @Test
    void whatOnlyAPersonCanEditIsLeftAlone() throws Exception {
        for (String text :
                new String[] {"sites: { old: { provider: noop } }\n", "{ timeZone: UTC }\n", "sites: {}\n"}) {
            Files.createDirectories(file.getParent());
            Files.writeString(file, text);
            assertThat(editor.check(file, draft("new", "/mnt/new"))).as(text).isFalse();
            assertThat(editor.add(file, draft("new", "/mnt/new"))).as(text).isFalse();
            assertThat(file).hasContent(text);
        }
    }

    @Test
    void aSiteThatDoesNotFitIsRefusedBeforeAnythingIsWritten() throws Exception {
        assertThatThrownBy(() -> editor.check(file, draft("new", "relative")))
                .isInstanceOfSatisfying(BackupException.class, e -> assertThat(e.details())
                        .containsExactly(
                                "holdfast.yaml:7: sites.new.path: must be an absolute path, not" + " \"relative\""));
        assertThat(file.getParent()).doesNotExist();
        String text = """
            sites:
              old:
                provider: filesystem
                path: /mnt/new
            """;
        Files.createDirectories(file.getParent());
        Files.writeString(file, text);
        assertThatThrownBy(() -> editor.add(file, draft("new", "/mnt/new"))).hasMessage(file + " has a mistake");
        assertThat(file).hasContent(text);
    }

    @Test
    void passwordsAreRandomAndTheirFilesOnesOwn() throws Exception {
        Path one = temporary.resolve("secrets/one");
        PasswordFiles.create(one);
        Path two = temporary.resolve("secrets/two");
        PasswordFiles.create(two);
        assertThat(Files.readString(one)).matches("[a-z2-9]{5}(-[a-z2-9]{5}){4}\n");
        assertThat(Files.readString(two)).isNotEqualTo(Files.readString(one));
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(one)))
                .isEqualTo("rw-------");
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(one.getParent())))
                .isEqualTo("rwx------");
        assertThatThrownBy(() -> PasswordFiles.create(one)).isInstanceOf(FileAlreadyExistsException.class);
    }

    @Test
    void theConfigurationIsLookedForInOrder() throws Exception {
        Path home = Files.createDirectories(temporary.resolve("home/.config/holdfast"));
        Path xdg = Files.createDirectories(temporary.resolve("xdg/holdfast"));
        Map<String, String> environment = Map.of(
                "HOME",
                temporary.resolve("home").toString(),
                "XDG_CONFIG_HOME",
                temporary.resolve("xdg").toString());
        ConfigurationFiles files = new ConfigurationFiles(environment);
        assertThat(files.usual()).containsExactly(xdg.resolve("holdfast.yaml"), Path.of("/etc/holdfast/holdfast.yaml"));
        assertThat(files.forNew(Optional.empty()))
                .isIn(xdg.resolve("holdfast.yaml"), files.usual().getLast());
        Files.writeString(xdg.resolve("holdfast.yaml"), "");
        assertThat(files.find(Optional.empty())).contains(xdg.resolve("holdfast.yaml"));
        assertThat(files.find(Optional.of(Path.of("/x")))).contains(Path.of("/x"));
        ConfigurationFiles named = new ConfigurationFiles(Map.of("HOLDFAST_CONFIG", "/y", "HOME", "/h"));
        assertThat(named.find(Optional.empty())).contains(Path.of("/y"));
        assertThat(named.find(Optional.of(Path.of("/x")))).contains(Path.of("/x"));
        assertThat(new ConfigurationFiles(
                                Map.of("HOME", temporary.resolve("home").toString()))
                        .usual()
                        .getFirst())
                .isEqualTo(home.resolve("holdfast.yaml"));
    }
}
