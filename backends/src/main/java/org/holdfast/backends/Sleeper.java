package org.holdfast.backends;

import java.time.Duration;

/// Waits; a parameter so that tests need not.
@FunctionalInterface
public interface Sleeper {
    void sleep(Duration duration) throws InterruptedException;
}
