package org.holdfast.engine.notify;

import java.net.URI;
import java.net.URISyntaxException;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Optional;

/// Where mail is handed over.
///
/// @param tls whether the connection begins with TLS, as that of `smtps://` does
public record SmtpServer(boolean tls, String host, int port, Optional<Login> login) {
    /// The ports of RFC 5321 (relaying), RFC 6409 (submission) and RFC 8314 (submission over TLS).
    private static final int RELAY_PORT = 25;

    private static final int SUBMISSION_PORT = 587;
    private static final int TLS_PORT = 465;

    private static final String FORM = "write it as smtp://[USER:PASSWORD@]HOST[:PORT] or smtps://…, with %40 for an @"
            + " and %XX for whatever else is special in the user or the password";

    /// Who hands it over. Its text hides the password.
    public record Login(String user, String password) {
        @Override
        public String toString() {
            return user;
        }
    }

    /// How a connection is protected.
    enum Protection {
        /// By TLS if the server offers it, whoever it is: without credentials, or on one's own machine.
        IF_OFFERED,
        /// By TLS after STARTTLS, with a certificate for the host, or not at all.
        STARTTLS,
        /// By TLS from the first byte, with a certificate for the host.
        TLS
    }

    /// The server that a user wrote. Without a port: 465 for `smtps`, else 587 with credentials and 25 without.
    ///
    /// @throws IllegalArgumentException if it is no such URL; the message holds nothing of it but its scheme
    public static SmtpServer parse(String url) {
        URI uri = uri(url);
        String scheme = String.valueOf(uri.getScheme()).toLowerCase(Locale.ROOT);
        if (!scheme.equals("smtp") && !scheme.equals("smtps")) {
            throw new IllegalArgumentException(
                    "the mail server's URL does not begin with smtp:// or smtps://; " + FORM);
        }
        String path = uri.getRawPath();
        boolean more = (path != null && !path.isEmpty() && !path.equals("/"))
                || uri.getRawQuery() != null
                || uri.getRawFragment() != null;
        if (uri.getHost() == null || more) {
            throw new IllegalArgumentException("the mail server's URL is wrong; " + FORM);
        }
        boolean tls = scheme.equals("smtps");
        Optional<Login> login = Optional.ofNullable(uri.getRawUserInfo()).map(SmtpServer::login);
        int usual = login.isPresent() ? SUBMISSION_PORT : RELAY_PORT;
        int port = uri.getPort() >= 0 ? uri.getPort() : tls ? TLS_PORT : usual;
        return new SmtpServer(tls, uri.getHost().replaceAll("[\\[\\]]", ""), port, login);
    }

    private static URI uri(String url) {
        try {
            return new URI(url).parseServerAuthority();
        } catch (URISyntaxException _) {
            // The exception's text and its cause would show the password.
            throw new IllegalArgumentException("the mail server's URL is wrong; " + FORM);
        }
    }

    private static Login login(String userInfo) {
        int colon = userInfo.indexOf(':');
        if (colon <= 0) {
            throw new IllegalArgumentException("the mail server's URL has a user without a password; " + FORM);
        }
        return new Login(decoded(userInfo.substring(0, colon)), decoded(userInfo.substring(colon + 1)));
    }

    private static String decoded(String raw) {
        // URLDecoder is made for forms, where a plus is a space.
        return URLDecoder.decode(raw.replace("+", "%2B"), StandardCharsets.UTF_8);
    }

    /// Credentials go over a network only under TLS that proves whose it is.
    Protection protection() {
        if (isLoopback()) {
            return tls ? Protection.TLS : Protection.IF_OFFERED;
        }
        if (tls) {
            return Protection.TLS;
        }
        return login.isPresent() ? Protection.STARTTLS : Protection.IF_OFFERED;
    }

    /// By its name alone, since what a name server says can change.
    private boolean isLoopback() {
        String name = host.toLowerCase(Locale.ROOT);
        return name.equals("localhost")
                || name.endsWith(".localhost")
                || name.matches("127(\\.\\d{1,3}){3}")
                || name.equals("::1")
                || name.equals("0:0:0:0:0:0:0:1");
    }

    /// Without the password.
    @Override
    public String toString() {
        return (tls ? "smtps://" : "smtp://") + host + ":" + port;
    }
}
