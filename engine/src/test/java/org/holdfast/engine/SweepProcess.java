package org.holdfast.engine;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.holdfast.backends.StoreException;
import org.holdfast.backends.filesystem.FileSettings;
import org.holdfast.backends.filesystem.FileStore;
import org.holdfast.backends.testing.Fault;
import org.holdfast.backends.testing.FaultyStore;
import org.holdfast.engine.SweepScene.Where;
import org.holdfast.format.Progress;

/// A process of its own that runs the command of a [SweepCase] in a scene on a disk, and ends at one of its store calls
/// at once: nothing of it goes on, no `finally`, no shutdown hook, no thread.
final class SweepProcess {
    private static final int HALTED = 137;
    private static final AppId BLOG = new AppId("blog");

    /// By the name of the case. The process was not there when the scene was prepared, so it finds what was made then.
    private static final Map<String, Action> ACTIONS = Map.of(
            "first RSYNC",
            create(FormatKind.RSYNC),
            "create RSYNC",
            create(FormatKind.RSYNC),
            "create TGZ",
            create(FormatKind.TGZ),
            "remove RSYNC",
            (_, here, _) -> here.remove(oldest(here)),
            "clean up",
            (_, here, _) -> here.cleanUp(
                    new CleanupRequest(Duration.ZERO, false, Optional.of(Site.rules("blog"))),
                    (_, _, _) -> {},
                    Progress.NONE),
            "copy TGZ to here RSYNC",
            (_, here, there) -> there.copy(oldest(there), here, Optional.of(FormatKind.RSYNC), Progress.NONE));

    private SweepProcess() {}

    @FunctionalInterface
    private interface Action {
        void run(SweepTree source, BackupEngine here, BackupEngine there) throws IOException;
    }

    private static Action create(FormatKind format) {
        return (source, here, _) -> here.backup(source.request(BLOG, format), Progress.NONE);
    }

    private static BackupRecord oldest(BackupEngine engine) throws IOException {
        return engine.list(Optional.empty(), Progress.NONE).stream()
                .min(Comparator.comparing(BackupRecord::finished))
                .orElseThrow();
    }

    /// The names of the cases that it can run.
    static Set<String> cases() {
        return ACTIONS.keySet();
    }

    /// Scenes of it have their stores on a disk.
    static SweepScene.Stores stores() {
        return (place, _) -> FileStore.openOrCreate(FileSettings.defaults(place));
    }

    /// Starts one and waits for its end.
    ///
    /// @return whether it was ended by that call
    /// @throws IOException with what it said, if it ended in any other way than by that call or well
    static boolean halts(SweepScene scene, SweepTree source, String useCase, int call, Fault.Moment moment)
            throws IOException, InterruptedException {
        Path output = scene.place().resolve("output");
        Process process = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-XX:+UseSerialGC",
                        "-XX:TieredStopAtLevel=1",
                        "-Xmx128m",
                        "--enable-native-access=ALL-UNNAMED",
                        "-cp",
                        System.getProperty("java.class.path"),
                        SweepProcess.class.getName(),
                        scene.place().toString(),
                        source.root().toString(),
                        useCase,
                        scene.now().toString(),
                        String.valueOf(call),
                        moment.name())
                .redirectErrorStream(true)
                .redirectOutput(output.toFile())
                .start();
        int code = process.waitFor();
        setBack(scene);
        scene.later(Duration.ofMinutes(30));
        if (code != 0 && code != HALTED) {
            throw new IOException("ended with " + code + ": " + Files.readString(output));
        }
        return code == HALTED;
    }

    /// The disk knows nothing of the scene's clock, and what is younger than now is removed by no cleanup.
    private static void setBack(SweepScene scene) throws IOException {
        for (Where where : Where.values()) {
            Path staging = scene.place().resolve(where.name()).resolve(".holdfast-tmp");
            if (Files.exists(staging)) {
                try (var files = Files.newDirectoryStream(staging)) {
                    for (Path file : files) {
                        Files.setLastModifiedTime(file, FileTime.from(scene.now()));
                    }
                }
            }
        }
    }

    /// Scene, source, case, time, number of the call, moment of the call.
    public static void main(String[] arguments) throws Exception {
        try (SweepScene scene = SweepScene.empty(Path.of(arguments[0]), stores(), new SharedVaults(Set.of()))) {
            SweepTree source = new SweepTree(Path.of(arguments[1]));
            Action action = Optional.ofNullable(ACTIONS.get(arguments[2])).orElseThrow();
            scene.later(Duration.between(scene.now(), Instant.parse(arguments[3])));
            Fault end = Fault.atCall(
                    Integer.parseInt(arguments[4]), Fault.Moment.valueOf(arguments[5]), SweepProcess::halt);
            scene.run(
                    new FaultyStore(scene.raw(Where.HERE), end),
                    scene.raw(Where.THERE),
                    (_, here, there) -> action.run(source, here, there));
        }
    }

    private static StoreException halt() {
        Runtime.getRuntime().halt(HALTED);
        throw new AssertionError("the process goes on");
    }
}
