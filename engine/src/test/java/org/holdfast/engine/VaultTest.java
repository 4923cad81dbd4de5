package org.holdfast.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.BrokenBarrierException;
import java.util.concurrent.CyclicBarrier;
import org.holdfast.backends.ObjectKey;
import org.holdfast.backends.Operation;
import org.holdfast.backends.Tasks;
import org.holdfast.backends.testing.CountingStore;
import org.holdfast.backends.testing.MemoryStore;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class VaultTest {
    private final CountingStore store = new CountingStore(new MemoryStore());

    private Vault vault(Passwords passwords) throws Exception {
        return Vault.over("memory", store, passwords);
    }

    private void encrypt() throws Exception {
        Vault vault = vault(Lab.password("correct horse"));
        vault.unlock(Vault.Access.WRITE);
        vault.establish();
    }

    private static Failure failureOf(Throwable e) {
        return ((BackupException) e).failure();
    }

    @Test
    void firstUseWithAPasswordMakesTheStoreEncrypted() throws Exception {
        Vault first = vault(Lab.password("correct horse"));
        first.unlock(Vault.Access.WRITE);
        assertThat(first.isEncrypted()).isTrue();
        assertThat(store.count(Operation.PUT)).isZero();
        first.establish();
        assertThat(vault(Passwords.NONE).isEncrypted()).isTrue();
    }

    @Test
    void readingNeverMakesAStoreEncrypted() throws Exception {
        Vault vault = vault(Lab.password("correct horse"));
        vault.unlock(Vault.Access.READ);
        assertThat(vault.isEncrypted()).isFalse();
        assertThat(store.count(Operation.PUT)).isZero();
    }

    @Test
    void aWrongPasswordIsNamedBeforeAnythingElseIsReadOrWritten() throws Exception {
        encrypt();
        store.reset();
        Vault wrong = vault(Lab.password("wrong horse"));
        assertThatThrownBy(() -> wrong.unlock(Vault.Access.WRITE))
                .hasMessage("wrong password for the store memory")
                .satisfies(e -> assertThat(failureOf(e)).isEqualTo(Failure.WRONG_PASSWORD));
        assertThat(store.keys(Operation.GET)).containsOnly(Layout.KEY_CHECK);
        assertThat(store.count(Operation.PUT)).isZero();
    }

    @Test
    void anEncryptedStoreWithoutAPasswordSaysHowToGiveOne() throws Exception {
        encrypt();
        assertThatThrownBy(() -> vault(Passwords.NONE).unlock(Vault.Access.READ))
                .isInstanceOfSatisfying(BackupException.class, e -> {
                    assertThat(e.failure()).isEqualTo(Failure.MISCONFIGURED);
                    assertThat(e.hint()).contains("--password-file");
                });
    }

    @Test
    void ofTwoFirstUsesWithDifferentPasswordsOneIsRefused() throws Exception {
        Vault one = vault(Lab.password("correct horse"));
        Vault other = vault(Lab.password("another horse"));
        one.unlock(Vault.Access.WRITE);
        other.unlock(Vault.Access.WRITE);
        one.establish();
        assertThatThrownBy(other::establish)
                .satisfies(e -> assertThat(failureOf(e)).isEqualTo(Failure.WRONG_PASSWORD));
    }

    /// Both have looked before either wrote, as when two machines begin in the same moment.
    @ParameterizedTest
    @ValueSource(strings = {"correct horse", "another horse"})
    void ofTwoFirstRunsInTheSameMomentTheLoserObeysTheWinnersKeyCheck(String second) throws Exception {
        Vault one = vault(Lab.password("correct horse"));
        Vault other = vault(Lab.password(second));
        one.unlock(Vault.Access.WRITE);
        other.unlock(Vault.Access.WRITE);
        CyclicBarrier start = new CyclicBarrier(2);
        List<Vault> refused = Collections.synchronizedList(new ArrayList<>());
        try (Tasks tasks = new Tasks(2)) {
            for (Vault vault : List.of(one, other)) {
                tasks.submit(() -> {
                    try {
                        start.await();
                        vault.establish();
                    } catch (BackupException e) {
                        assertThat(e.failure()).isEqualTo(Failure.WRONG_PASSWORD);
                        refused.add(vault);
                    } catch (InterruptedException | BrokenBarrierException e) {
                        throw new IOException(e);
                    }
                });
            }
            tasks.join();
        }
        assertThat(refused).hasSize(second.equals("correct horse") ? 0 : 1);
        // One key check, which only the winner's password opens.
        for (Vault vault : List.of(one, other)) {
            String password = vault == one ? "correct horse" : second;
            Vault later = vault(Lab.password(password));
            if (refused.contains(vault)) {
                assertThatThrownBy(() -> later.unlock(Vault.Access.READ))
                        .satisfies(e -> assertThat(failureOf(e)).isEqualTo(Failure.WRONG_PASSWORD));
            } else {
                later.unlock(Vault.Access.READ);
            }
        }
    }

    @Test
    void aShortPasswordIsRefusedAtFirstUse() throws Exception {
        assertThatThrownBy(() -> vault(Lab.password("7 chars")).unlock(Vault.Access.WRITE))
                .hasMessageContaining("shorter than 8 characters");
        assertThat(store.count(Operation.PUT)).isZero();
        vault(Lab.password("8 chars.")).unlock(Vault.Access.WRITE);
    }

    @Test
    void charactersAreCountedNotBytes() {
        assertThatThrownBy(() -> vault(Lab.password("🗄️🗄️🗄️")).unlock(Vault.Access.WRITE))
                .hasMessageContaining("shorter than 8 characters");
    }

    @Test
    void aPlainStoreIsNotTurnedIntoAnEncryptedOne() throws Exception {
        store.put(ObjectKey.of("2026-11-20-030000-000/x"), out -> {});
        assertThatThrownBy(() -> vault(Lab.password("correct horse")).unlock(Vault.Access.WRITE))
                .hasMessageContaining("holds backups that are not encrypted");
        vault(Passwords.NONE).unlock(Vault.Access.WRITE);
        assertThat(store.stat(Layout.KEY_CHECK)).isEqualTo(Optional.empty());
    }
}
