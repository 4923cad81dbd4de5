package org.holdfast.engine;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.OptionalLong;
import org.holdfast.backends.ObjectKey;
import org.holdfast.backends.ObjectStore;
import org.holdfast.format.Progress;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ConnectorPaceTest {
    @Test
    void aDirectorysBandwidthIsObeyed(@TempDir Path dir) throws Exception {
        StoreLocation location =
                new StoreLocation.Directory(dir.resolve("store"), true, false, OptionalLong.of(10_000));
        long begun = System.nanoTime();
        try (ObjectStore store = new Connector(
                        new StateDirectory(dir.resolve("state")), InstantSource.system(), Progress.NONE)
                .open(location, Vault.Access.WRITE)) {
            store.put(ObjectKey.of("a"), out -> out.write(new byte[4000]));
        }
        // Of the four tenths, one is saved and one is borrowed.
        assertThat(Duration.ofNanos(System.nanoTime() - begun)).isGreaterThanOrEqualTo(Duration.ofMillis(200));
    }
}
