package org.holdfast.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.holdfast.backends.Depth;
import org.holdfast.backends.ObjectKey;
import org.holdfast.backends.ObjectStore;
import org.holdfast.backends.testing.MemoryStore;
import org.holdfast.backends.testing.StoreContract;
import org.holdfast.crypto.AuthenticationException;
import org.holdfast.crypto.KeyRing;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

class EncryptedStoreTest {
    private final KeyRing keys = KeyRing.of(new byte[128]);
    private final MemoryStore inner = new MemoryStore();

    private EncryptedStore sealedNames() {
        return new EncryptedStore(inner, keys.fileCipher(), Optional.of(keys.nameCipher()));
    }

    private EncryptedStore plainNames() {
        return new EncryptedStore(inner, keys.fileCipher(), Optional.empty());
    }

    @TestFactory
    Stream<DynamicTest> keepsTheContractOfEveryStore() {
        return Stream.of(sealedNames(), plainNames()).flatMap(store -> StoreContract.checks().stream()
                .map(check -> DynamicTest.dynamicTest(check.name(), () -> check.run(store, ObjectKey.of("scratch")))));
    }

    @TestFactory
    Stream<DynamicTest> keepsNamesThatAreNoText() {
        return StoreContract.byteNameChecks().stream()
                .map(check ->
                        DynamicTest.dynamicTest(check.name(), () -> check.run(sealedNames(), ObjectKey.of("scratch"))));
    }

    @Test
    void nothingOfNameOrContentIsReadableBelow() throws Exception {
        ObjectStore store = sealedNames();
        store.put(
                ObjectKey.of("secret-dir/secret-name"),
                out -> out.write("secret content".getBytes(StandardCharsets.UTF_8)));
        List<String> found = new ArrayList<>();
        inner.list(ObjectKey.ROOT, Depth.ALL, info -> {
            found.add(info.key().text());
            inner.get(info.key(), in -> found.add(new String(in.readAllBytes(), StandardCharsets.ISO_8859_1)));
            assertThat(info.storedSize())
                    .isEqualTo(store.capabilities().overhead().storedSize(14));
        });
        assertThat(found).hasSize(2).noneMatch(text -> text.contains("secret"));
    }

    @Test
    void aChangedObjectIsRefused() throws Exception {
        ObjectStore store = plainNames();
        ObjectKey key = ObjectKey.of("a");
        store.put(key, out -> out.write(new byte[100]));
        byte[][] sealed = new byte[1][];
        inner.get(key, in -> sealed[0] = in.readAllBytes());
        sealed[0][50] ^= 1;
        inner.put(key, out -> out.write(sealed[0]));
        assertThatThrownBy(() -> store.get(key, in -> in.readAllBytes())).isInstanceOf(AuthenticationException.class);
    }

    @Test
    void saysHowLongANameBecomes() {
        assertThat(sealedNames().capabilities().excess(ObjectKey.of("d/" + "n".repeat(159))))
                .isEqualTo(0);
        assertThat(sealedNames().capabilities().overhead().storedNameBytes(160)).isEqualTo(256);
    }

    @Test
    void aStrayObjectIsNamedInAListing() throws Exception {
        inner.put(ObjectKey.of("stray.txt"), out -> {});
        assertThatThrownBy(() -> sealedNames().list(ObjectKey.ROOT, Depth.ALL, _ -> {}))
                .isInstanceOf(BackupException.class)
                .hasMessageContaining("stray.txt");
    }
}
