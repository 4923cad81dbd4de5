package org.holdfast.engine.notify;

import jakarta.mail.Address;
import jakarta.mail.AuthenticationFailedException;
import jakarta.mail.Message;
import jakarta.mail.MessagingException;
import jakarta.mail.Session;
import jakarta.mail.Transport;
import jakarta.mail.internet.MimeMessage;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Date;
import java.util.Objects;
import java.util.Optional;
import java.util.Properties;
import java.util.UUID;
import javax.net.ssl.SSLSocketFactory;

/// A notice as a mail to one target. Thread-safe.
final class MailDelivery implements Delivery {
    /// For a connection, and for each answer.
    private static final Duration PATIENCE = Duration.ofSeconds(20);

    private final NotifyTarget.Email target;
    private final SmtpServer.Protection protection;
    private final Optional<SSLSocketFactory> sockets;

    MailDelivery(NotifyTarget.Email target) {
        this(target, target.smtp().protection(), Optional.empty());
    }

    /// @param sockets what decides whom to trust, in place of the JDK's list of authorities
    MailDelivery(NotifyTarget.Email target, SmtpServer.Protection protection, Optional<SSLSocketFactory> sockets) {
        this.target = target;
        this.protection = protection;
        this.sockets = sockets;
    }

    @Override
    public void deliver(Notice notice, Occasion occasion) throws IOException {
        SmtpServer server = target.smtp();
        Session session = Session.getInstance(properties());
        try {
            MimeMessage message = message(session, notice, occasion);
            try (Transport transport = session.getTransport(protocol())) {
                transport.connect(
                        server.host(),
                        server.port(),
                        server.login().map(SmtpServer.Login::user).orElse(null),
                        server.login().map(SmtpServer.Login::password).orElse(null));
                transport.sendMessage(message, message.getAllRecipients());
            }
        } catch (AuthenticationFailedException _) {
            // What the server answers may repeat what it was sent.
            throw new IOException("the mail server refused the user or the password");
        } catch (MessagingException e) {
            throw new IOException(withoutPassword(explain(e)));
        }
    }

    private MimeMessage message(Session session, Notice notice, Occasion occasion) throws MessagingException {
        // The one of the library tells the machine's name, which it may have to ask a name server for.
        MimeMessage message = new MimeMessage(session) {
            @Override
            protected void updateMessageID() throws MessagingException {
                String address = NotifyTarget.Email.address(target.from()).getAddress();
                setHeader("Message-ID", "<" + UUID.randomUUID() + address.substring(address.indexOf('@')) + ">");
            }
        };
        message.setFrom(NotifyTarget.Email.address(target.from()));
        message.setRecipients(
                Message.RecipientType.TO,
                target.to().stream().map(NotifyTarget.Email::address).toArray(Address[]::new));
        message.setSubject(MailText.subject(notice, occasion), StandardCharsets.UTF_8.name());
        message.setText(MailText.body(notice, occasion), StandardCharsets.UTF_8.name());
        message.setSentDate(Date.from(notice.report().finished()));
        // So that no absence note comes back (RFC 3834).
        message.setHeader("Auto-Submitted", "auto-generated");
        message.saveChanges();
        return message;
    }

    private String protocol() {
        return protection == SmtpServer.Protection.TLS ? "smtps" : "smtp";
    }

    private Properties properties() {
        Properties properties = new Properties();
        String millis = String.valueOf(PATIENCE.toMillis());
        set(properties, "connectiontimeout", millis);
        set(properties, "timeout", millis);
        set(properties, "writetimeout", millis);
        set(properties, "auth", String.valueOf(target.smtp().login().isPresent()));
        switch (protection) {
            case TLS -> set(properties, "ssl.checkserveridentity", "true");
            case STARTTLS -> {
                set(properties, "starttls.enable", "true");
                set(properties, "starttls.required", "true");
                set(properties, "ssl.checkserveridentity", "true");
            }
            case IF_OFFERED -> {
                // There is nothing to lose: whom nobody asked for a name is not asked for a certificate either.
                set(properties, "starttls.enable", "true");
                set(properties, "ssl.checkserveridentity", "false");
                set(properties, "ssl.trust", "*");
            }
        }
        sockets.ifPresent(factory -> properties.put("mail." + protocol() + ".ssl.socketFactory", factory));
        return properties;
    }

    private void set(Properties properties, String name, String value) {
        properties.setProperty("mail." + protocol() + "." + name, value);
    }

    /// What the library says, and why, on one line.
    private static String explain(MessagingException e) {
        String said = Objects.requireNonNullElse(e.getMessage(), "");
        // A server that answers nothing that could be understood leaves the message empty.
        StringBuilder text = new StringBuilder(said.isBlank() ? e.getClass().getSimpleName() : said);
        Throwable cause = e.getCause();
        for (int depth = 0; cause != null && depth < 3; depth++) {
            String message = cause.getMessage();
            if (message != null && text.indexOf(message) < 0) {
                text.append(": ").append(message);
            }
            cause = cause.getCause();
        }
        return OneLine.of(text.toString());
    }

    private String withoutPassword(String text) {
        return target.smtp()
                .login()
                .map(SmtpServer.Login::password)
                .filter(password -> !password.isEmpty())
                .map(password -> text.replace(password, "***"))
                .orElse(text);
    }
}
