package org.holdfast.engine.config;

import java.net.URI;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/// Who is told of how runs end.
public sealed interface NotifyConfig {
    /// Of what somebody wants to hear.
    enum Occasion {
        FAILURE,
        /// The first success after a failure.
        RECOVERY,
        SUCCESS
    }

    /// What somebody hears of who did not say.
    Set<Occasion> USUAL = Set.copyOf(EnumSet.of(Occasion.FAILURE, Occasion.RECOVERY));

    /// What the receiver wants to hear; never empty.
    Set<Occasion> on();

    /// A letter.
    ///
    /// @param from the sender; empty: one made of this machine's name
    /// @param smtp the mail server: `smtp://` or `smtps://`, perhaps with `USER:PASSWORD@`, a secret
    record Email(List<String> to, Optional<String> from, URI smtp, Set<Occasion> on) implements NotifyConfig {
        /// Without secrets.
        @Override
        public String toString() {
            return "Email[" + String.join(", ", to) + " by " + smtp.getHost() + "]";
        }
    }

    /// An HTTP request.
    ///
    /// @param url what lies behind the host may be a secret
    record Webhook(URI url, Set<Occasion> on) implements NotifyConfig {
        /// Whether there is anything behind the host.
        boolean mayHoldSecret() {
            return url.getRawQuery() != null
                    || !(url.getRawPath().isEmpty() || url.getRawPath().equals("/"));
        }

        /// Without secrets.
        @Override
        public String toString() {
            return "Webhook[" + url.getHost() + "]";
        }
    }
}
