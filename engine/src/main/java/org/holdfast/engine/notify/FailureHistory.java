package org.holdfast.engine.notify;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.holdfast.engine.state.PrivateFile;
import org.holdfast.engine.state.RecordJson;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.json.JsonMapper;

/// Which apps fail on which sites at present, and since when, in a small file of the state directory. Without the file
/// nothing is known to fail. Processes take turns; threads of one process share one object, which is thread-safe.
final class FailureHistory {
    private static final int SCHEMA = 1;
    private static final JsonMapper JSON = RecordJson.mapper().build();

    private final Path file;

    /// Something that fails.
    ///
    /// @param runs how often in a row
    record Failing(String app, String site, Instant since, int runs) {
        boolean isOf(RunReport.Result result) {
            return app.equals(result.app()) && site.equals(result.site());
        }
    }

    /// The file. Members that a newer program added are ignored.
    private record Content(int schema, @Nullable List<@Nullable Entry> failing) {}

    private record Entry(
            @Nullable String app,
            @Nullable String site,
            @Nullable String since,
            int runs) {}

    FailureHistory(Path file) {
        this.file = file;
    }

    /// Takes a run into account.
    ///
    /// @return what failed before and works again
    synchronized List<Failing> add(RunReport report) throws IOException {
        Files.createDirectories(Objects.requireNonNull(file.toAbsolutePath().getParent()), mode("rwx------"));
        Path turn = file.resolveSibling(file.getFileName() + ".lock");
        try (FileChannel channel = FileChannel.open(
                        turn,
                        java.util.Set.of(StandardOpenOption.CREATE, StandardOpenOption.WRITE),
                        mode("rw-------"));
                FileLock _ = channel.lock()) {
            List<Failing> before = read();
            List<Failing> now = new ArrayList<>(before);
            List<Failing> recovered = new ArrayList<>();
            for (RunReport.Result result : report.results()) {
                take(result, report.started(), now, recovered);
            }
            if (!now.equals(before)) {
                write(now);
            }
            return List.copyOf(recovered);
        }
    }

    private static void take(RunReport.Result result, Instant when, List<Failing> now, List<Failing> recovered) {
        Failing old = now.stream().filter(one -> one.isOf(result)).findFirst().orElse(null);
        if (result.outcome().isFailure()) {
            now.remove(old);
            now.add(
                    old == null
                            ? new Failing(result.app(), result.site(), when, 1)
                            : new Failing(old.app(), old.site(), old.since(), old.runs() + 1));
        } else if (result.outcome() == Outcome.OK && old != null) {
            now.remove(old);
            recovered.add(old);
        }
    }

    /// A file that cannot be understood counts for nothing, since its only use is a message.
    private List<Failing> read() throws IOException {
        try {
            Content content = JSON.readValue(Files.readAllBytes(file), Content.class);
            if (content == null || content.failing() == null) {
                return List.of();
            }
            List<Failing> failing = new ArrayList<>();
            for (Entry entry : content.failing()) {
                if (entry != null && entry.app() != null && entry.site() != null && entry.since() != null) {
                    failing.add(new Failing(entry.app(), entry.site(), Instant.parse(entry.since()), entry.runs()));
                }
            }
            return failing;
        } catch (NoSuchFileException | JacksonException | DateTimeException _) {
            return List.of();
        }
    }

    private void write(List<Failing> failing) throws IOException {
        List<@Nullable Entry> entries = new ArrayList<>();
        failing.forEach(
                one -> entries.add(new Entry(one.app(), one.site(), one.since().toString(), one.runs())));
        PrivateFile.replace(file, JSON.writeValueAsBytes(new Content(SCHEMA, entries)));
    }

    private static FileAttribute<?> mode(String mode) {
        return PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString(mode));
    }
}
