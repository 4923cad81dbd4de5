package org.holdfast.engine.log;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// The logs of one state directory: `TIME.log`, or `TIME-2.log` for a run of the same millisecond, and so on. Only its
/// user may read them. Files with other names are nobody's business.
///
/// @param newest how many logs are kept at any age
/// @param age how long all others are kept
/// @param bytes how much all of them together may take before the oldest go; the newest stays in any case
record LogFiles(Path directory, int newest, Duration age, long bytes) {
    private static final DateTimeFormatter TIME =
            DateTimeFormatter.ofPattern("uuuu-MM-dd-HHmmss-SSS", Locale.ROOT).withZone(ZoneOffset.UTC);
    private static final Pattern NAME = Pattern.compile("(\\d{4}-\\d\\d-\\d\\d-\\d{6}-\\d{3})(-\\d+)?\\.log");
    private static final int MAX_NAMESAKES = 100;

    static LogFiles usual(Path directory) {
        return new LogFiles(directory, 50, Duration.ofDays(90), 64 << 20);
    }

    /// A log that exists.
    private record Old(Path file, Instant time, long bytes) {}

    /// A new file of a log and where it is.
    record Created(Path file, FileChannel channel) {}

    Created create(Instant now) throws IOException {
        Files.createDirectories(
                directory, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
        for (int i = 1; ; i++) {
            Path file = directory.resolve(TIME.format(now) + (i == 1 ? "" : "-" + i) + ".log");
            try {
                return new Created(
                        file,
                        FileChannel.open(
                                file,
                                Set.of(StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE),
                                PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------"))));
            } catch (FileAlreadyExistsException e) {
                if (i == MAX_NAMESAKES) {
                    throw e;
                }
            }
        }
    }

    /// Removes what is too old or too much.
    void rotate(Instant now) throws IOException {
        List<Old> logs = logs();
        Instant limit = now.minus(age);
        long sum = 0;
        for (int i = 0; i < logs.size(); i++) {
            Old log = logs.get(i);
            sum += log.bytes();
            boolean old = i >= newest && log.time().isBefore(limit);
            if (old || (i > 0 && sum > bytes)) {
                Files.deleteIfExists(log.file());
            }
        }
    }

    /// The newest first.
    private List<Old> logs() throws IOException {
        List<Old> logs = new ArrayList<>();
        try (var files = Files.newDirectoryStream(directory, "*.log")) {
            for (Path file : files) {
                Matcher name = NAME.matcher(String.valueOf(file.getFileName()));
                if (name.matches()) {
                    addTo(logs, file, name.group(1));
                }
            }
        }
        logs.sort(Comparator.comparing(Old::time).thenComparing(Old::file).reversed());
        return logs;
    }

    private static void addTo(List<Old> logs, Path file, String time) {
        try {
            logs.add(new Old(file, Instant.from(TIME.parse(time)), file.toFile().length()));
        } catch (DateTimeException _) {
            // No date, so no log of ours.
        }
    }
}
