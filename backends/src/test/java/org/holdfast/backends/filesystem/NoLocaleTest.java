package org.holdfast.backends.filesystem;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;
import org.holdfast.backends.ObjectKey;
import org.holdfast.backends.ObjectNotFoundException;
import org.holdfast.backends.ObjectStore;
import org.holdfast.backends.testing.StoreContract;
import org.holdfast.names.BytePath;
import org.holdfast.names.LocalNames;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// As under cron and systemd, which set no locale, so that Java takes names for ASCII.
class NoLocaleTest {
    @Test
    void allNamesWorkWithoutALocale(@TempDir Path dir) throws Exception {
        String output = Children.output(Children.start(List.of("env", "-i"), NoLocaleTest.class, dir.toString()));
        assertThat(output).isEqualTo("ANSI_X3.4-1968\nnames: 5 checks\nno object k?se\n");
        // The names are there, as bytes, for a JVM with a locale.
        assertThat(Files.exists(LocalNames.resolve(dir, BytePath.parse("stör/ünïcödé"))))
                .isTrue();
    }

    /// Run in a JVM of its own, see above.
    public static void main(String[] args) throws Exception {
        System.out.println(System.getProperty("sun.jnu.encoding"));
        Path root = LocalNames.resolve(Path.of(args[0]), BytePath.parse("stör"));
        ObjectStore store = FileStore.openOrCreate(FileSettings.defaults(root));
        List<StoreContract.Check> checks = Stream.concat(
                        StoreContract.checks().stream(), StoreContract.byteNameChecks().stream())
                .filter(check -> check.name().contains("name"))
                .toList();
        int done = 0;
        for (StoreContract.Check check : checks) {
            check.run(store, ObjectKey.ROOT);
            done++;
        }
        System.out.println("names: " + done + " checks");
        store.flush();
        store.put(ObjectKey.of("ünïcödé"), _ -> {});
        try {
            store.get(ObjectKey.of("käse"), _ -> {});
        } catch (ObjectNotFoundException e) {
            System.out.println(Objects.requireNonNull(e.getMessage()).substring(0, "no object käse".length()));
        }
    }
}
