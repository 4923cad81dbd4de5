package org.holdfast.engine.notify;

import jakarta.mail.MessagingException;
import jakarta.mail.Session;
import jakarta.mail.internet.MimeMessage;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.Properties;
import javax.net.ssl.SSLContext;
import org.subethamail.smtp.MessageHandler;
import org.subethamail.smtp.auth.EasyAuthenticationHandlerFactory;
import org.subethamail.smtp.auth.LoginFailedException;
import org.subethamail.smtp.server.SMTPServer;

/// A real mail server inside this process, on a free port of the loopback interface, that keeps what it receives.
final class PostOffice implements AutoCloseable {
    static final String USER = "backup@example.org";
    static final String PASSWORD = "s3cr:t p@ss+word";

    /// Whether mail is accepted without TLS, and without credentials.
    enum Door {
        OPEN,
        /// STARTTLS is offered, and nothing accepted without it.
        STARTTLS,
        /// The same, and nothing accepted without credentials.
        STARTTLS_AND_LOGIN,
        /// Credentials are wanted, and no TLS is to be had.
        LOGIN_ONLY,
        /// TLS from the first byte, and credentials.
        TLS
    }

    /// One mail to all of its recipients.
    record Mail(String from, List<String> to, MimeMessage message) {}

    private final SMTPServer server;
    private final List<Mail> mails = Collections.synchronizedList(new ArrayList<>());
    private final List<String> logins = Collections.synchronizedList(new ArrayList<>());

    private PostOffice(Door door, Optional<SSLContext> tls) throws UnknownHostException {
        SMTPServer.Builder builder = new SMTPServer.Builder()
                .bindAddress(InetAddress.getByName("0.0.0.0"))
                .port(0)
                .messageHandlerFactory(_ -> new Receiver(mails));
        switch (door) {
            case OPEN -> {}
            case STARTTLS ->
                builder.startTlsSocketFactory(tls.orElseThrow()).enableTLS().requireTLS();
            case STARTTLS_AND_LOGIN ->
                authenticated(builder.startTlsSocketFactory(tls.orElseThrow())
                        .enableTLS()
                        .requireTLS());
            case LOGIN_ONLY -> authenticated(builder);
            case TLS -> authenticated(builder.serverSocketFactory(tls.orElseThrow()));
        }
        server = builder.build();
    }

    private void authenticated(SMTPServer.Builder builder) {
        builder.requireAuth().authenticationHandlerFactory(new EasyAuthenticationHandlerFactory((user, password, _) -> {
            logins.add(user);
            if (!user.equals(USER) || !password.equals(PASSWORD)) {
                throw new LoginFailedException("535 " + password + " is not the password");
            }
        }));
    }

    static PostOffice open(Door door, Optional<SSLContext> tls) throws UnknownHostException {
        PostOffice office = new PostOffice(door, tls);
        office.server.start();
        return office;
    }

    int port() {
        return server.getPortAllocated();
    }

    List<Mail> mails() {
        return List.copyOf(mails);
    }

    /// Who tried to log in.
    List<String> logins() {
        return List.copyOf(logins);
    }

    @Override
    public void close() {
        server.stop();
    }

    /// Receives one mail.
    private static final class Receiver implements MessageHandler {
        private final List<Mail> mails;
        private final List<String> to = new ArrayList<>();
        private String from = "";

        Receiver(List<Mail> mails) {
            this.mails = mails;
        }

        @Override
        public void from(String address) {
            from = address;
        }

        @Override
        public void recipient(String address) {
            to.add(address);
        }

        @Override
        public String data(InputStream data) throws IOException {
            try {
                mails.add(
                        new Mail(from, List.copyOf(to), new MimeMessage(Session.getInstance(new Properties()), data)));
                return "250 Ok";
            } catch (MessagingException e) {
                throw new IllegalStateException(e);
            }
        }

        @Override
        public void done() {}
    }
}
