package org.holdfast.engine.notify;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import jakarta.mail.Header;
import jakarta.mail.Message;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.security.cert.CertificateFactory;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocketFactory;
import javax.net.ssl.TrustManagerFactory;
import org.holdfast.engine.notify.PostOffice.Door;
import org.holdfast.engine.notify.SmtpServer.Login;
import org.holdfast.engine.notify.SmtpServer.Protection;
import org.holdfast.servers.faults.SelfSigned;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// Mails handed over to a real server.
final class MailDeliveryTest {
    private static final Login LOGIN = new Login(PostOffice.USER, PostOffice.PASSWORD);
    private static final RunReport REPORT = Reports.of(Reports.failed("blog", "wasabi"), Reports.ok("blog", "disk"));

    private static @TempDir Path dir;
    private static SSLContext certificate;
    private static SSLSocketFactory trusting;

    @BeforeAll
    static void certificate() throws Exception {
        SelfSigned made = SelfSigned.in(dir);
        certificate = made.context();
        KeyStore known = KeyStore.getInstance("PKCS12");
        known.load(null, null);
        try (InputStream pem = Files.newInputStream(made.pem())) {
            known.setCertificateEntry(
                    "it", CertificateFactory.getInstance("X.509").generateCertificate(pem));
        }
        TrustManagerFactory managers = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
        managers.init(known);
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(null, managers.getTrustManagers(), null);
        trusting = context.getSocketFactory();
    }

    private static PostOffice office(Door door) throws IOException {
        return PostOffice.open(door, Optional.of(certificate));
    }

    private static NotifyTarget.Email to(SmtpServer server) {
        return new NotifyTarget.Email(
                List.of("Jürgen <admin@example.org>", "other@example.org"),
                "Holdfast <backup@example.org>",
                server,
                NotifyTarget.USUAL);
    }

    private static SmtpServer server(String host, int port, @Nullable Login login) {
        return new SmtpServer(false, host, port, Optional.ofNullable(login));
    }

    private static void deliver(SmtpServer server, Protection protection, boolean trusted, RunReport report)
            throws IOException {
        new MailDelivery(to(server), protection, trusted ? Optional.of(trusting) : Optional.empty())
                .deliver(Reports.notice(report), Occasion.FAILURE);
    }

    @Test
    void aRunIsOneMailToEverybody() throws Exception {
        try (PostOffice office = office(Door.OPEN)) {
            new MailDelivery(to(server("127.0.0.1", office.port(), null)))
                    .deliver(Reports.notice(REPORT), Occasion.FAILURE);
            assertThat(office.mails()).singleElement().satisfies(mail -> {
                assertThat(mail.from()).isEqualTo("backup@example.org");
                assertThat(mail.to()).containsExactly("admin@example.org", "other@example.org");
            });
            Message mail = office.mails().getFirst().message();
            assertThat(mail.getSubject()).isEqualTo("[holdfast] server1: 1 of 2 backups failed");
            assertThat(mail.getFrom()).singleElement().hasToString("Holdfast <backup@example.org>");
            assertThat(mail.getHeader("To")).singleElement().asString().contains("=?UTF-8?Q?J=C3=BCrgen?=");
            assertThat(mail.getHeader("Auto-Submitted")).containsExactly("auto-generated");
            assertThat(mail.getHeader("Message-ID"))
                    .singleElement()
                    .asString()
                    .matches("<[0-9a-f-]{36}@example\\.org>");
            assertThat(mail.getSentDate()).isEqualTo(java.util.Date.from(REPORT.finished()));
            assertThat(mail.getContentType()).isEqualToIgnoringCase("text/plain; charset=UTF-8");
            assertThat(String.valueOf(mail.getContent()).replace("\r\n", "\n")).isEqualTo("""
                1 of 2 backups failed

                host      server1
                started   2026-11-20T03:00:00Z
                finished  2026-11-20T04:02:05Z (1:02:05)

                Failed:
                  blog to wasabi: the store cannot be reached
                    hint: look at the network

                Done:
                  blog to disk: 12 files, 3.4 KiB
                    2026-11-20-030000-000/app_blog_2026-11-20-030211-530_v1.4.2
                """);
        }
    }

    @Test
    void noTextBecomesAHeaderOrALineOfItsOwn() throws Exception {
        String evil = "x\r\nBcc: thief@example.org\r\n\r\nDone:\n  all is well\u2028\u202e";
        RunReport report = new RunReport(
                "größer" + evil,
                Reports.START,
                Reports.START,
                List.of(RunReport.Result.failed("app" + evil, "site" + evil, "日本語" + evil, evil, 1)),
                List.of(),
                Optional.of(new RunReport.Trouble("trouble" + evil, evil, 1)));
        try (PostOffice office = office(Door.OPEN)) {
            deliver(server("127.0.0.1", office.port(), null), Protection.IF_OFFERED, false, report);
            Message mail = office.mails().getFirst().message();
            assertThat(Collections.list(mail.getAllHeaders()))
                    .extracting(Header::getName)
                    .containsExactlyInAnyOrder(
                            "Received",
                            "Date",
                            "From",
                            "To",
                            "Message-ID",
                            "Subject",
                            "MIME-Version",
                            "Content-Type",
                            "Content-Transfer-Encoding",
                            "Auto-Submitted");
            assertThat(mail.getSubject())
                    .startsWith("[holdfast] größerx  Bcc: thief@example.org")
                    .doesNotContain("\n", "\r", "\u2028", "\u202e");
            assertThat(String.valueOf(mail.getContent()).lines())
                    .anyMatch(line -> line.contains("日本語"))
                    .noneMatch(line -> line.strip().startsWith("Bcc") || line.equals("Done:"));
        }
    }

    @ParameterizedTest
    @CsvSource({"STARTTLS_AND_LOGIN, STARTTLS", "STARTTLS_AND_LOGIN, IF_OFFERED", "TLS, TLS"})
    void credentialsGoOverTls(Door door, Protection protection) throws Exception {
        try (PostOffice office = office(door)) {
            deliver(server("localhost", office.port(), LOGIN), protection, true, REPORT);
            assertThat(office.mails()).hasSize(1);
            assertThat(office.logins()).containsExactly(PostOffice.USER);
        }
    }

    @Test
    void withoutCredentialsAnyCertificateWillDo() throws Exception {
        try (PostOffice office = office(Door.STARTTLS)) {
            deliver(server("127.0.0.1", office.port(), null), Protection.IF_OFFERED, false, REPORT);
            assertThat(office.mails()).hasSize(1);
        }
    }

    @ParameterizedTest
    @CsvSource({
        "LOGIN_ONLY, STARTTLS, localhost, true, STARTTLS is required",
        "STARTTLS_AND_LOGIN, STARTTLS, localhost, false, PKIX",
        "TLS, TLS, localhost, false, PKIX",
        // The certificate is for 127.0.0.1.
        "STARTTLS_AND_LOGIN, STARTTLS, 127.0.0.2, true, 127.0.0.2",
        "TLS, TLS, 127.0.0.2, true, 127.0.0.2",
    })
    void credentialsGoToNobodyElse(Door door, Protection protection, String host, boolean trusted, String why)
            throws Exception {
        try (PostOffice office = office(door)) {
            assertThatThrownBy(() -> deliver(server(host, office.port(), LOGIN), protection, trusted, REPORT))
                    .isInstanceOf(IOException.class)
                    .hasMessageContaining(why)
                    .hasMessageNotContaining(PostOffice.PASSWORD);
            assertThat(office.logins()).isEmpty();
            assertThat(office.mails()).isEmpty();
        }
    }

    @Test
    void aRefusedPasswordIsNotShownEvenIfTheServerDoes() throws Exception {
        try (PostOffice office = office(Door.LOGIN_ONLY)) {
            Login wrong = new Login(PostOffice.USER, "not-the-password");
            assertThatThrownBy(() ->
                            deliver(server("127.0.0.1", office.port(), wrong), Protection.IF_OFFERED, false, REPORT))
                    .hasMessage("the mail server refused the user or the password");
            assertThat(office.logins()).containsExactly(PostOffice.USER);
        }
    }

    @Test
    void aServerThatIsNotThereIsTold() throws Exception {
        int port;
        try (ServerSocket free = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            port = free.getLocalPort();
        }
        assertThatThrownBy(() -> deliver(server("127.0.0.1", port, null), Protection.IF_OFFERED, false, REPORT))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("127.0.0.1")
                .hasMessageContaining("refused");
    }

    @Test
    void aMailForNobodyIsRefusedBeforehand() {
        SmtpServer server = server("127.0.0.1", 25, null);
        for (String address : List.of("", "admin", "a@b, c@d", "a@b\r\nBcc: c@d", "jürgen@example.org", "@b")) {
            assertThatThrownBy(() -> new NotifyTarget.Email(List.of(address), "a@b.org", server, Set.of()))
                    .as(address)
                    .isInstanceOf(IllegalArgumentException.class);
            assertThatThrownBy(() -> new NotifyTarget.Email(List.of("a@b.org"), address, server, Set.of()))
                    .as(address)
                    .isInstanceOf(IllegalArgumentException.class);
        }
    }
}
