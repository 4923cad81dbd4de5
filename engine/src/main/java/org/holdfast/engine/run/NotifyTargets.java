package org.holdfast.engine.run;

import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import org.holdfast.engine.config.Configuration;
import org.holdfast.engine.config.NotifyConfig;
import org.holdfast.engine.notify.NotifyTarget;
import org.holdfast.engine.notify.Occasion;
import org.holdfast.engine.notify.SmtpServer;

/// Who is told, as the configuration names them, in the form in which they can be told. Immutable.
///
/// @param host this machine's name, from which letters come if the configuration does not say from whom
public record NotifyTargets(String host) {
    /// Whom a configuration names, in its order.
    public List<NotifyTarget> of(Configuration configuration) {
        return configuration.notifications().stream().map(this::target).toList();
    }

    private NotifyTarget target(NotifyConfig receiver) {
        Set<Occasion> occasions = occasions(receiver.on());
        return switch (receiver) {
            case NotifyConfig.Email email ->
                new NotifyTarget.Email(
                        email.to(),
                        email.from().orElseGet(this::sender),
                        SmtpServer.parse(email.smtp().toString()),
                        occasions);
            case NotifyConfig.Webhook webhook -> new NotifyTarget.Webhook(webhook.url(), occasions);
        };
    }

    /// An address in which mail servers find nothing wrong, whatever the machine is called.
    private String sender() {
        String domain = host.replaceAll("[^A-Za-z0-9.-]", "-").replaceAll("^[.-]+|[.-]+$|(?<=\\.)\\.+", "");
        return "holdfast@" + (domain.isEmpty() ? "localhost" : domain);
    }

    private static Set<Occasion> occasions(Set<NotifyConfig.Occasion> wanted) {
        EnumSet<Occasion> occasions = EnumSet.noneOf(Occasion.class);
        for (NotifyConfig.Occasion one : wanted) {
            boolean _ = occasions.add(
                    switch (one) {
                        case FAILURE -> Occasion.FAILURE;
                        case RECOVERY -> Occasion.RECOVERY;
                        case SUCCESS -> Occasion.SUCCESS;
                    });
        }
        return occasions;
    }
}
