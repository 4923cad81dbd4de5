package org.holdfast.engine;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/// What is backed up, and how it changes between two backups: in every way that there is.
record SweepTree(Path root) {
    static SweepTree at(Path root) throws IOException {
        for (String directory : List.of("kept", "becomes-file", "empty")) {
            Files.createDirectories(root.resolve(directory));
        }
        Files.writeString(root.resolve("kept/file"), "the same");
        Files.createLink(root.resolve("kept/other-name"), root.resolve("kept/file"));
        Files.writeString(root.resolve("becomes-file/a"), "a");
        Files.writeString(root.resolve("becomes-directory"), "file");
        Files.writeString(root.resolve("removed"), "gone soon");
        Files.writeString(root.resolve("changed"), "old");
        return new SweepTree(root);
    }

    void change() throws IOException {
        Files.writeString(root.resolve("changed"), "newer");
        Files.writeString(root.resolve("added"), "added");
    }

    void changeKinds() throws IOException {
        Files.delete(root.resolve("becomes-file/a"));
        Files.delete(root.resolve("becomes-file"));
        Files.writeString(root.resolve("becomes-file"), "now a file");
        Files.delete(root.resolve("becomes-directory"));
        Files.createDirectory(root.resolve("becomes-directory"));
        Files.writeString(root.resolve("becomes-directory/b"), "b");
        Files.delete(root.resolve("removed"));
        Files.writeString(root.resolve("changed"), "newest content");
        Files.createSymbolicLink(root.resolve("link"), Path.of("nowhere"));
    }

    BackupRequest request(Subject subject, FormatKind format) {
        return request(subject, format, List.of());
    }

    /// Of the server, which refers to others.
    BackupRequest box(BackupRecord... parts) {
        return request(
                new Subject.Server(),
                FormatKind.TGZ,
                List.of(parts).stream().map(BackupRecord::id).toList());
    }

    private BackupRequest request(Subject subject, FormatKind format, List<String> parts) {
        return new BackupRequest(
                subject,
                AppContent.of(root),
                "1.0",
                format,
                Optional.empty(),
                Optional.empty(),
                subject instanceof Subject.Server
                        ? Optional.of(new BackupRecord.Box(parts, List.of()))
                        : Optional.empty(),
                Optional.empty());
    }
}
