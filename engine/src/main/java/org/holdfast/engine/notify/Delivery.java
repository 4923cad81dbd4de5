package org.holdfast.engine.notify;

import java.io.IOException;

/// A way to one target.
@FunctionalInterface
interface Delivery {
    /// Hands a notice over, or fails with a message that holds no secret.
    void deliver(Notice notice, Occasion occasion) throws IOException, InterruptedException;
}
