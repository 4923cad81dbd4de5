package org.holdfast.sync;

/// What an entry is. Sockets, FIFOs and devices are no entries: a scan reports them as skipped.
public enum Kind {
    FILE,
    DIRECTORY,
    LINK
}
