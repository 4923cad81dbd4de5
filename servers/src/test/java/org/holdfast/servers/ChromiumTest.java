package org.holdfast.servers;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// What the test of the dashboard gets where there is no browser.
class ChromiumTest {
    private @TempDir Path dir;

    @Test
    void saysWhyThereIsNone() {
        assertThatThrownBy(() -> Chromium.provide(new AptGet(dir.toString()), dir.resolve("unpacked")))
                .hasMessageContaining("no chromium and chromedriver on the PATH");
        assertThat(dir).isEmptyDirectory();
    }

    @Test
    void leavesNothingWhereDebianHasNone() throws Exception {
        Path bin = Files.createDirectory(dir.resolve("bin"));
        for (String name : java.util.List.of("apt-get", "dpkg-deb", "timeout")) {
            Path program = Files.writeString(bin.resolve(name), "#!/bin/sh\necho E: nothing of that name\nexit 100\n");
            Files.setPosixFilePermissions(program, PosixFilePermissions.fromString("rwx------"));
        }
        assertThatThrownBy(() -> Chromium.provide(new AptGet(bin.toString()), dir.resolve("unpacked")))
                .hasMessageContaining("E: nothing of that name");
        assertThat(dir).isDirectoryNotContaining(file -> !file.equals(bin));
    }
}
