package org.holdfast.engine;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;
import java.util.List;
import java.util.TreeMap;
import org.holdfast.format.Event;
import org.holdfast.format.FrozenSource;
import org.holdfast.format.Progress;
import org.holdfast.names.BytePath;
import org.holdfast.names.ByteText;
import org.holdfast.names.LocalNames;
import org.holdfast.sync.SourceTree;

/// An app's content, scanned once, for the backups of one run to as many stores as there are: all of them see
/// the same entries, and what several of them read at about the same time is read once. Thread-safe. To be
/// closed when the last of these backups has ended.
public final class FrozenApp implements AutoCloseable {
    static final BytePath CONFIG = BytePath.parse("config.json");

    private final Subject app;
    private final String version;
    private final AppContent content;
    private final FrozenSource source;
    private final Path scratch;

    private FrozenApp(Subject app, String version, AppContent content, FrozenSource source, Path scratch) {
        this.app = app;
        this.version = version;
        this.content = content;
        this.source = source;
        this.scratch = scratch;
    }

    /// Scans an app's content as it is now.
    ///
    /// @param stores how many backups it is for
    /// @param progress hears of the scan
    /// @throws BackupException MISCONFIGURED if a directory is missing, overlaps another or has a name that is
    ///     taken, if a pattern is none, or if there are dumps of names that are taken
    public static FrozenApp freeze(
            Subject app, String version, AppContent content, int stores, StateDirectory state, Progress progress)
            throws BackupException {
        try {
            content.check();
            Path scratch = state.temporary();
            try {
                progress.on(new Event.Started(Event.Phase.SCAN, 0, 0));
                Path config = scratch.resolve("config");
                Files.write(config, AppDescription.of(app, version, content).json());
                FrozenSource scanned = FrozenSource.scan(tree(content), scratch, stores);
                try {
                    return new FrozenApp(app, version, content, scanned.with(CONFIG, config), scratch);
                } catch (Throwable e) {
                    scanned.close();
                    throw e;
                }
            } catch (Throwable e) {
                Trees.delete(scratch);
                throw e;
            }
        } catch (IOException e) {
            throw Failures.explain(e);
        }
    }

    private static SourceTree tree(AppContent content) throws IOException {
        TreeMap<BytePath, Path> mounts = new TreeMap<>();
        mounts.put(Selection.DATA, content.data());
        content.directories().forEach((name, directory) -> mounts.put(BytePath.parse(name), directory));
        if (content.dumps().isPresent()) {
            checkDumps(content, content.dumps().get());
            mounts.put(BytePath.ROOT, content.dumps().get());
        }
        return SourceTree.of(mounts).excluding(Selection.DATA, content.excludes());
    }

    private static void checkDumps(AppContent content, Path dumps) throws IOException {
        try (DirectoryStream<Path> found = Files.newDirectoryStream(dumps)) {
            for (Path dump : found) {
                String name = ByteText.decode(LocalNames.nameOf(dump));
                if (AppContent.RESERVED.contains(name) || content.directories().containsKey(name)) {
                    throw new BackupException(
                            Failure.MISCONFIGURED,
                            "the dump directory has something called " + name + ", and so has every backup of this app",
                            "let the hook write its dump under another name");
                }
            }
        } catch (NoSuchFileException | NotDirectoryException e) {
            throw new BackupException(
                    Failure.MISCONFIGURED,
                    "the dump directory " + ByteText.printable(LocalNames.bytesOf(dumps)) + " is gone",
                    "no hook may remove it",
                    List.of(),
                    e);
        }
    }

    /// Regular files, `config.json` included.
    public long files() {
        return source.files();
    }

    /// The size of all regular files.
    public long bytes() {
        return source.bytes();
    }

    FrozenSource source() {
        return source;
    }

    /// @throws IllegalArgumentException if it was not frozen for that
    void requireFor(BackupRequest request) {
        if (!app.equals(request.app()) || !version.equals(request.version()) || !content.equals(request.content())) {
            throw new IllegalArgumentException("frozen for " + app + " " + version + ", not for " + request);
        }
    }

    /// Removes its local files.
    @Override
    public void close() throws BackupException {
        try {
            source.close();
            Trees.delete(scratch);
        } catch (IOException e) {
            throw Failures.explain(e);
        }
    }
}
