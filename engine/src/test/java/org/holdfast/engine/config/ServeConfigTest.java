package org.holdfast.engine.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class ServeConfigTest {
    private static final String SITE = "sites: { s: { provider: noop } }\n";

    @Test
    void listensToThisMachineAloneUnlessToldOtherwise() throws Exception {
        Configuration configuration = Yaml.read(SITE);
        assertThat(configuration.serve())
                .isEqualTo(new ServeConfig(
                        "127.0.0.1", 7420, Optional.empty(), Optional.empty(), List.of(), Duration.ofMinutes(1)));
        assertThat(configuration.warnings()).isEmpty();
        assertThat(configuration.site("s").cleanup()).isEmpty();
    }

    @Test
    void everyKeyEndsWhereItBelongs() throws Exception {
        Configuration configuration = Yaml.read("""
            sites: { s: { provider: noop, cleanup: { schedule: "0 5 * * *" } } }
            serve:
              address: "::"
              port: 0
              tls: { certificate: /etc/holdfast/cert.pem, key: /etc/holdfast/key.pem }
              tokenFile: /etc/holdfast/token
              restoreDirectories: [/srv/restored, /mnt/../mnt/other]
              jitter: 5m
            """);
        assertThat(configuration.serve())
                .isEqualTo(new ServeConfig(
                        "::",
                        0,
                        Optional.of(new ServeConfig.Tls(
                                Path.of("/etc/holdfast/cert.pem"), Path.of("/etc/holdfast/key.pem"))),
                        Optional.of(Path.of("/etc/holdfast/token")),
                        List.of(Path.of("/srv/restored"), Path.of("/mnt/other")),
                        Duration.ofMinutes(5)));
        assertThat(configuration.warnings()).isEmpty();
        assertThat(configuration.site("s").cleanup().map(Schedule::text)).contains("0 5 * * *");
    }

    @Test
    void othersWithoutTlsAreWarnedOf() throws Exception {
        for (String address : List.of("0.0.0.0", "::", "192.0.2.1", "backup.example.org")) {
            assertThat(Yaml.read(SITE + "serve: { address: \"" + address + "\" }")
                            .warnings())
                    .as(address)
                    .singleElement()
                    .asString()
                    .contains("without tls others can read");
        }
        for (String address : List.of("localhost", "127.0.0.1", "127.1.2.3", "::1")) {
            assertThat(Yaml.read(SITE + "serve: { address: \"" + address + "\" }")
                            .warnings())
                    .as(address)
                    .isEmpty();
        }
    }

    @Test
    void whatCannotBeIsRefused() {
        assertThat(Yaml.mistakes(SITE + """
            serve:
              address: "http://x"
              port: 70000
              tls: { certificate: cert.pem }
              restoreDirectories: [/, relative]
              jitter: soon
              token: secret
            """))
                .containsExactly(
                        "3: serve.address: must be an address of this machine, such as 127.0.0.1 or ::, not"
                                + " \"http://x\"",
                        "4: serve.port: must be a number from 0 to 65535, not \"70000\"",
                        "5: serve.tls.certificate: must be an absolute path, not \"cert.pem\"",
                        "5: serve.tls: needs key",
                        "6: serve.restoreDirectories[0]: must not be the root directory, not \"/\"",
                        "6: serve.restoreDirectories[1]: must be an absolute path, not \"relative\"",
                        "7: serve.jitter: must be a time, such as 90s, 30m, 12h, 2d or 3w, not \"soon\"",
                        "8: serve.token: there is no such key; known here: address, port, tls, tokenFile,"
                                + " restoreDirectories, jitter");
    }
}
