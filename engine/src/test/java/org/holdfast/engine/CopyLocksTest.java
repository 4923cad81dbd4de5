package org.holdfast.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.holdfast.engine.CopyScene.Side;
import org.holdfast.engine.lock.LockOwner;
import org.holdfast.engine.lock.LockTimer;
import org.holdfast.format.Progress;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// A copy into a store that another machine backs up to.
class CopyLocksTest {
    private static final Side PLAIN = new Side(FormatKind.RSYNC, false);

    private @TempDir Path dir;

    @Test
    void aRunOfTheAppOnAnotherMachineIsNotDisturbed() throws Exception {
        Path tree = Files.createDirectory(dir.resolve("tree"));
        Files.writeString(tree.resolve("file"), "content");
        CopyScene scene = CopyScene.of(dir.resolve("scene"), PLAIN, PLAIN);
        BackupRecord original = scene.backup(tree);
        Subject subject = original.backupId().subject();

        try (Vault elsewhere = Vault.over("to", scene.to(), Lab.passwords(false))) {
            AppGuard guard = new AppGuard(
                    elsewhere,
                    new StateDirectory(dir.resolve("elsewhere")),
                    scene.lab().clock(),
                    new LockOwner("elsewhere", 1, Optional.empty(), Optional.empty()),
                    LockTimer.thread());
            try (AppLock here = guard.here(subject)) {
                guard.inStore(here, subject, "backup create", Progress.NONE, _ -> {
                    new PendingBackup(elsewhere, subject).begin(original.backupId());
                    var before = CopyScene.objects(scene.to());

                    assertThatThrownBy(() -> scene.copy(original))
                            .isInstanceOfSatisfying(BackupException.class, e -> assertThat(e.failure())
                                    .isEqualTo(Failure.LOCKED))
                            .hasMessageContaining("elsewhere");

                    assertThat(CopyScene.objects(scene.to())).isEqualTo(before);
                    return true;
                });
            }
        }
    }
}
