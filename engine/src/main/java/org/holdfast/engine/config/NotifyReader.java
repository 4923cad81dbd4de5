package org.holdfast.engine.config;

import java.net.URI;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import org.holdfast.engine.config.NotifyConfig.Occasion;
import org.holdfast.engine.notify.NotifyTarget;
import org.holdfast.engine.notify.SmtpServer;

/// Reads who is told. Confined to one thread.
final class NotifyReader {
    private final Reading reading;

    NotifyReader(Reading reading) {
        this.reading = reading;
    }

    /// One receiver; empty if there is any mistake in it.
    Optional<NotifyConfig> read(Item item) {
        int before = reading.mistakes().count();
        Optional<NotifyConfig> receiver = item.asSection().flatMap(this::read);
        return reading.mistakes().count() > before ? Optional.empty() : receiver;
    }

    private Optional<NotifyConfig> read(Section section) {
        Optional<String> type = section.required("type", Forms.oneOf(List.of("email", "webhook")));
        Set<Occasion> on = on(section);
        if (type.isEmpty()) {
            return Optional.empty();
        }
        Optional<NotifyConfig> receiver = type.get().equals("email") ? email(section, on) : webhook(section, on);
        section.end();
        return receiver;
    }

    private Set<Occasion> on(Section section) {
        Optional<List<Occasion>> said = section.list("on", Forms.constant(Occasion.class));
        if (said.isEmpty()) {
            return NotifyConfig.USUAL;
        }
        if (said.get().isEmpty()) {
            section.mistake("on", "must be at least one of failure, recovery, success");
            return NotifyConfig.USUAL;
        }
        return Set.copyOf(EnumSet.copyOf(said.get()));
    }

    private Optional<NotifyConfig> email(Section section, Set<Occasion> on) {
        if (!section.has("to")) {
            section.mistake("to", "needs to");
        }
        section.item("to")
                .filter(item -> item.asItems().isEmpty())
                .ifPresent(_ -> section.mistake("to", "must be at least one address"));
        List<String> to = section.list("to", NotifyReader::mailbox).orElse(List.of());
        Optional<String> from = section.value("from", NotifyReader::mailbox);
        return secret(
                section,
                "smtp",
                text -> new NotifyConfig.Email(to, from, mailServer(text), on),
                email -> email.smtp().getUserInfo() != null);
    }

    private Optional<NotifyConfig> webhook(Section section, Set<Occasion> on) {
        return secret(
                section, "url", text -> new NotifyConfig.Webhook(hook(text), on), NotifyConfig.Webhook::mayHoldSecret);
    }

    /// A receiver by its address, which may have a password or a token in it.
    private <T extends NotifyConfig> Optional<NotifyConfig> secret(
            Section section, String key, Value.Form<T> form, Predicate<T> isSecret) {
        if (!section.has(key)) {
            section.mistake(key, "needs " + key);
        }
        Optional<Value> value = section.value(key);
        Optional<T> receiver = value.flatMap(text -> text.asSecret(form));
        receiver.filter(isSecret).ifPresent(_ -> value.ifPresent(reading::secret));
        return receiver.map(it -> it);
    }

    /// What is taken here must do when it is needed: nobody would hear of a mistake that shows only then.
    private static URI mailServer(String text) {
        URI address = Forms.address(List.of("smtp", "smtps")).parse(text);
        boolean _ = SmtpServer.parse(text).tls();
        return address;
    }

    private static URI hook(String text) {
        return new NotifyTarget.Webhook(Forms.address(List.of("https", "http")).parse(text), NotifyTarget.USUAL).url();
    }

    private static String mailbox(String text) {
        if (!text.matches("[^@\\s<>,;]+@[^@\\s<>,;]+") || !NotifyTarget.Email.isAddress(text)) {
            throw new IllegalArgumentException("must be an address in ASCII, such as admin@example.org");
        }
        return text;
    }
}
