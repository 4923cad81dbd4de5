package org.holdfast.backends.s3;

import java.nio.file.Path;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/// Tests that share one server, each on a bucket of its own.
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@Timeout(120)
abstract class OnOneSite {
    TestSite site;

    @BeforeAll
    void start(@TempDir Path dir) {
        site = TestSite.start(dir);
    }

    @AfterAll
    void stop() {
        site.close();
    }
}
