package org.holdfast.servers;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.function.Function;
import java.util.stream.Stream;

/// The servers that all tests of this process share. Each starts when it is first asked for and ends with the process.
///
/// A test that needs one takes it so, and is skipped with the reason where it does not run:
///
///     Start start = S3Servers.RADOS_GATEWAY.get();
///     assumeThat(start).as(start.toString()).isInstanceOf(Start.Running.class);
public enum S3Servers {
    /// In this process; runs everywhere.
    PROXIED_DIRECTORY,
    /// Ceph; needs its programs, or root on a Debian to install them.
    RADOS_GATEWAY,
    /// Needs a Docker engine.
    MINIO;

    /// The server, or why it does not run here: the same at each call. Takes up to two minutes at the first.
    public Start get() {
        return switch (this) {
            case PROXIED_DIRECTORY -> Directory.SHARED;
            case RADOS_GATEWAY -> Gateway.SHARED;
            case MINIO -> Minio.SHARED;
        };
    }

    private static final class Directory {
        private static final Start SHARED =
                inDirectory(directory -> new Start.Running(ProxiedDirectory.start(directory)));
    }

    private static final class Gateway {
        private static final Start SHARED = inDirectory(RadosGateway::start);
    }

    private static final class Minio {
        private static final Start SHARED = shared(MinioContainer.start(), () -> {});
    }

    private static Start inDirectory(Function<Path, Start> starting) {
        Path directory = temporary();
        return shared(starting.apply(directory), () -> remove(directory));
    }

    private static Start shared(Start start, Runnable after) {
        Runtime.getRuntime().addShutdownHook(new Thread(() -> {
            if (start instanceof Start.Running(S3Server server)) {
                server.close();
            }
            after.run();
        }));
        return start;
    }

    private static Path temporary() {
        try {
            return Files.createTempDirectory("holdfast-s3-");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void remove(Path directory) {
        try (Stream<Path> files = Files.walk(directory)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.deleteIfExists(file);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
