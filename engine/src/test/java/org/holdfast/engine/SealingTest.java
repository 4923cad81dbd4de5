package org.holdfast.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.Optional;
import org.holdfast.backends.ByteSource;
import org.holdfast.backends.ObjectKey;
import org.holdfast.backends.PermanentStoreException;
import org.holdfast.backends.testing.MemoryStore;
import org.holdfast.crypto.MacCoverage;
import org.holdfast.format.Progress;
import org.holdfast.testkit.TreeFacts;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Stores that seal in another way than usual.
class SealingTest {
    private static final Sealing PLAIN_NAMES = new Sealing(Optional.of(false), Optional.empty(), MacCoverage.IV);
    private static final Sealing SEALED_NAMES = new Sealing(Optional.of(true), Optional.empty(), MacCoverage.IV);
    private static final Sealing PEPPERED = new Sealing(Optional.empty(), Optional.of("pepper"), MacCoverage.HEADER);
    private static final ObjectKey TREE = ObjectKey.of("tree");
    private static final ObjectKey NAME = ObjectKey.of("holiday/beach.jpg");

    private final MemoryStore store = new MemoryStore();

    private Vault vault(Sealing sealing) throws Exception {
        return Vault.over("memory", store, Lab.password("correct horse"), sealing);
    }

    private void begin(Sealing sealing) throws Exception {
        Vault vault = vault(sealing);
        vault.unlock(Vault.Access.WRITE);
        vault.establish();
        vault.at(TREE).put(NAME, ByteSource.sized(3, out -> out.write(new byte[] {1, 2, 3})));
    }

    private void assertReadable(Sealing sealing) throws Exception {
        vault(sealing).at(TREE).get(NAME, in -> assertThat(in.readAllBytes()).containsExactly(1, 2, 3));
    }

    @Test
    void aStoreWithPlainNamesSaysSoToWhoeverOpensIt() throws Exception {
        begin(PLAIN_NAMES);
        assertThat(store.stat(TREE.resolve(NAME))).isPresent();
        store.get(TREE.resolve(NAME), in -> assertThat(in.readAllBytes()).hasSizeGreaterThan(50));
        assertReadable(PLAIN_NAMES);
        // As with a URL, which says nothing of names.
        assertReadable(Sealing.USUAL);
    }

    private static BackupEngine engine(Lab lab, Path place, Path state, Sealing sealing) throws Exception {
        StoreLocation location = new StoreLocation.Directory(place, false, false);
        StateDirectory here = new StateDirectory(state);
        Vault vault = Vault.open(
                location,
                Vault.Access.WRITE,
                Lab.password("correct horse"),
                false,
                sealing,
                Compression.USUAL,
                here,
                lab.clock(),
                Progress.NONE);
        return new BackupEngine(location, vault, here, lab.clock());
    }

    @Test
    void backupsWithPlainNamesComeBackWhole(@TempDir Path temporary) throws Exception {
        long seed = 20261121;
        Lab lab = new Lab(temporary.resolve("state"));
        Path source = Files.createDirectory(temporary.resolve("source"));
        Path place = temporary.resolve("store");
        // Names too long to be sealed among them.
        org.holdfast.testkit.Trees trees = new org.holdfast.testkit.Trees(seed);
        trees.fill(source, 150);
        String last;
        try (BackupEngine engine = engine(lab, place, temporary.resolve("state"), PLAIN_NAMES)) {
            engine.backup(Lab.request(source, FormatKind.RSYNC), Progress.NONE);
            trees.mutate(source, 20);
            Files.writeString(source.resolve("seen by its name"), "and nothing else");
            last = engine.backup(Lab.request(source, FormatKind.RSYNC), Progress.NONE)
                    .record()
                    .id();
        }
        Path stored = place.resolve(last).resolve("data/seen by its name");
        assertThat(Files.readString(stored, StandardCharsets.ISO_8859_1))
                .startsWith("CBV2")
                .doesNotContain("nothing");
        try (BackupEngine elsewhere = engine(lab, place, temporary.resolve("new machine"), Sealing.USUAL)) {
            Path target = temporary.resolve("target");
            elsewhere.restore(elsewhere.find("latest"), RestoreRequest.to(target), Progress.NONE);
            assertThat(TreeFacts.of(source).differences(TreeFacts.of(target)))
                    .as("seed %d", seed)
                    .isEmpty();
        }
    }

    @Test
    void namesAreSealedUnlessASiteSaysOtherwise() throws Exception {
        begin(Sealing.USUAL);
        assertThat(store.stat(TREE.resolve(NAME))).isEmpty();
        assertReadable(SEALED_NAMES);
    }

    @Test
    void whetherNamesAreSealedCannotBeChangedLater() throws Exception {
        begin(PLAIN_NAMES);
        assertThatThrownBy(() -> vault(SEALED_NAMES).unlock(Vault.Access.READ))
                .hasMessage(
                        "the store memory was begun with file names that are not encrypted, which cannot be changed")
                .isInstanceOfSatisfying(BackupException.class, e -> {
                    assertThat(e.failure()).isEqualTo(Failure.MISCONFIGURED);
                    assertThat(e.hint()).isEqualTo("say fileNames: false, or use another place");
                });
    }

    @Test
    void saltAndCoverageAreTheSitesOwn() throws Exception {
        begin(PEPPERED);
        assertReadable(PEPPERED);
        for (Sealing other : new Sealing[] {
            Sealing.USUAL,
            new Sealing(Optional.empty(), Optional.of("pepper"), MacCoverage.IV),
            new Sealing(Optional.empty(), Optional.of("salt"), MacCoverage.HEADER)
        }) {
            assertThatThrownBy(() -> vault(other).unlock(Vault.Access.READ))
                    .hasMessage("wrong password for the store memory");
        }
    }

    @Test
    void aStoreThatIsToBeEncryptedIsNotWrittenToInTheClear() throws Exception {
        Passwords nobodyKnows = new Passwords() {
            @Override
            public boolean required() {
                return true;
            }

            @Override
            public Optional<char[]> given() {
                return Optional.empty();
            }

            @Override
            public Optional<char[]> forStore(String name) {
                return Optional.empty();
            }

            @Override
            public Optional<char[]> forNewStore(String name) {
                return Optional.empty();
            }
        };
        Vault vault = Vault.over("memory", store, nobodyKnows);
        vault.unlock(Vault.Access.PREVIEW);
        assertThatThrownBy(() -> vault.unlock(Vault.Access.WRITE))
                .hasMessage("the store memory is to be encrypted, but no password was given");
    }

    private static void connect(Path path, boolean requireMount, Path state) throws Exception {
        new Connector(new StateDirectory(state), InstantSource.system(), Progress.NONE)
                .open(new StoreLocation.Directory(path, false, requireMount), Vault.Access.WRITE)
                .close();
    }

    @Test
    void aDiskThatIsRequiredMustBeThere(@TempDir Path temporary) throws Exception {
        Path missing = Path.of("/no-such-disk/backup");
        assertThatThrownBy(() -> connect(missing, true, temporary))
                .hasMessage("nothing is mounted at /no-such-disk/backup: it is on the disk of /")
                .isInstanceOf(PermanentStoreException.class);
        assertThat(missing.getParent()).doesNotExist();
        Path mounted = Files.createTempDirectory(Path.of("/dev/shm"), "holdfast-test-");
        try {
            connect(mounted, true, temporary);
            assertThat(mounted).isNotEmptyDirectory();
        } finally {
            Trees.delete(mounted);
        }
    }
}
