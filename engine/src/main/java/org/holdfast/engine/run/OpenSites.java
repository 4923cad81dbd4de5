package org.holdfast.engine.run;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.holdfast.engine.BackupEngine;
import org.holdfast.engine.BackupException;
import org.holdfast.engine.Failure;
import org.holdfast.engine.Vault;
import org.holdfast.engine.config.SiteConfig;

/// The sites that a run has opened, each once. One that could not be opened is not tried again for every app: that
/// would take as long as giving up takes, each time. Thread-safe.
final class OpenSites implements AutoCloseable {
    private final SiteOpener opener;
    private final RunListener listener;
    private final Map<String, Attempt> attempts = new ConcurrentHashMap<>();

    OpenSites(SiteOpener opener, RunListener listener) {
        this.opener = opener;
        this.listener = listener;
    }

    private sealed interface Attempt {
        record Opened(BackupEngine engine) implements Attempt {}

        record Failed(BackupException why) implements Attempt {}
    }

    BackupEngine engine(SiteConfig site) throws BackupException {
        Attempt attempt = attempts.computeIfAbsent(site.name(), _ -> attempt(site));
        return switch (attempt) {
            case Attempt.Opened(var engine) -> engine;
            case Attempt.Failed(var why) -> {
                if (why.failure() == Failure.INTERRUPTED) {
                    // Which says nothing of the site.
                    boolean _ = attempts.remove(site.name(), attempt);
                }
                throw why;
            }
        };
    }

    private Attempt attempt(SiteConfig site) {
        try {
            return new Attempt.Opened(opener.open(site, Vault.Access.WRITE, listener.progress("", site.name())));
        } catch (BackupException e) {
            return new Attempt.Failed(e);
        }
    }

    @Override
    public void close() {
        for (Attempt attempt : attempts.values()) {
            if (attempt instanceof Attempt.Opened(var engine)) {
                engine.close();
            }
        }
    }
}
