package org.holdfast.servers.faults;

/// A time in which a proxy is not there; closing ends it.
public final class Outage implements AutoCloseable {
    private final Doorway doorway;

    Outage(Doorway doorway) {
        this.doorway = doorway;
    }

    /// The proxy listens again, at the same port.
    @Override
    public void close() {
        doorway.comeUp();
    }
}
