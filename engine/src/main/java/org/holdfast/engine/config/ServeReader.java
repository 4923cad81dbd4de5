package org.holdfast.engine.config;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/// Reads how `holdfast serve` listens. Stateless.
final class ServeReader {
    private static final String ADDRESS = "[A-Za-z0-9][A-Za-z0-9.-]{0,252}|[0-9A-Fa-f:.]{2,45}";
    private static final int MAX_PORT = 65_535;

    private ServeReader() {}

    static ServeConfig read(Section section) {
        Optional<String> address = section.value("address", ServeReader::address);
        Optional<Integer> port = section.value("port", Forms.number(0, MAX_PORT));
        Optional<ServeConfig.Tls> tls = section.section("tls").flatMap(ServeReader::tls);
        Optional<Path> tokenFile = section.value("tokenFile", Forms::path);
        List<Path> directories =
                section.list("restoreDirectories", ServeReader::below).orElse(List.of());
        Optional<Duration> jitter = section.value("jitter", Forms::duration);
        section.end();
        return new ServeConfig(
                address.orElse(ServeConfig.LOOPBACK),
                port.orElse(ServeConfig.USUAL_PORT),
                tls,
                tokenFile,
                directories,
                jitter.orElse(ServeConfig.USUAL_JITTER));
    }

    private static Optional<ServeConfig.Tls> tls(Section section) {
        Optional<Path> certificate = section.required("certificate", Forms::path);
        Optional<Path> key = section.required("key", Forms::path);
        section.end();
        return certificate.flatMap(chain -> key.map(secret -> new ServeConfig.Tls(chain, secret)));
    }

    private static String address(String text) {
        if (!text.matches(ADDRESS)) {
            throw new IllegalArgumentException("must be an address of this machine, such as 127.0.0.1 or ::");
        }
        return text;
    }

    /// Whoever may write below the root directory may write everywhere.
    private static Path below(String text) {
        Path path = Forms.path(text);
        if (path.getNameCount() == 0) {
            throw new IllegalArgumentException("must not be the root directory");
        }
        return path;
    }
}
