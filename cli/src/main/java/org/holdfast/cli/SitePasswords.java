package org.holdfast.cli;

import java.io.IOException;
import java.util.Optional;
import org.holdfast.engine.BackupException;
import org.holdfast.engine.Failure;
import org.holdfast.engine.Passwords;
import org.holdfast.engine.config.EncryptionConfig;
import org.holdfast.engine.config.SiteConfig;

/// The password of a site: as [PasswordSources], and before anybody is asked, what the configuration names.
///
/// A site without `encryption` is not encrypted by the way: `HOLDFAST_PASSWORD`, which may be there for other sites,
/// only opens what it holds already.
final class SitePasswords implements Passwords {
    private final SiteConfig site;
    private final PasswordSources sources;
    private final Messages messages;

    SitePasswords(SiteConfig site, PasswordSources sources, Messages messages) {
        this.site = site;
        this.sources = sources;
        this.messages = messages;
    }

    @Override
    public boolean required() {
        return site.encryption().isPresent();
    }

    @Override
    public Optional<char[]> given() throws IOException {
        if (site.encryption().isEmpty()) {
            return sources.ofOptions();
        }
        Optional<char[]> given = sources.given();
        return given.isPresent() ? given : configured(site.encryption().get());
    }

    private static Optional<char[]> configured(EncryptionConfig encryption) throws IOException {
        if (encryption.passwordFile().isPresent()) {
            return Optional.of(
                    PasswordFile.ofSite(encryption.passwordFile().get()).read());
        }
        if (encryption.passwordCommand().isPresent()) {
            return Optional.of(new PasswordCommand(encryption.passwordCommand().get()).run());
        }
        return Optional.empty();
    }

    @Override
    public Optional<char[]> forStore(String store) throws IOException {
        Optional<char[]> given = given();
        if (given.isPresent()) {
            return given;
        }
        String hint = site.encryption()
                .flatMap(EncryptionConfig::hint)
                .map(text -> " (hint: " + text + ")")
                .orElse("");
        return sources.forStore(store + hint);
    }

    @Override
    public Optional<char[]> forNewStore(String store) throws IOException {
        Optional<char[]> given = given();
        if (given.isPresent()) {
            return given;
        }
        if (site.encryption().isPresent()) {
            return Optional.of(typed(store));
        }
        messages.warning("site " + site.name() + " will not be encrypted, since its configuration has no encryption");
        return Optional.empty();
    }

    private char[] typed(String store) throws IOException {
        return sources.newOne(store)
                .filter(password -> password.length > 0)
                .orElseThrow(() -> new BackupException(
                        Failure.MISCONFIGURED,
                        "site " + site.name() + " is to be encrypted, and no password was given",
                        "give its encryption a passwordFile, or use --password-file FILE or HOLDFAST_PASSWORD"));
    }
}
