package org.holdfast.server.schedule;

/// Something that is done again and again.
public record Task(String site, TaskKind kind) {
    /// In files.
    String key() {
        return site + "/" + kind.id();
    }
}
