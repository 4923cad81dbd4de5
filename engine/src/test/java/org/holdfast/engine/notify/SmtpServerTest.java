package org.holdfast.engine.notify;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.holdfast.engine.notify.SmtpServer.Login;
import org.holdfast.engine.notify.SmtpServer.Protection;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class SmtpServerTest {
    @ParameterizedTest
    @CsvSource({
        "smtp://mail.example.org, smtp://mail.example.org:25, IF_OFFERED",
        "smtp://mail.example.org:2525/, smtp://mail.example.org:2525, IF_OFFERED",
        "smtp://u:p@mail.example.org, smtp://mail.example.org:587, STARTTLS",
        "smtps://mail.example.org, smtps://mail.example.org:465, TLS",
        "SMTPS://u:p@mail.example.org:4465, smtps://mail.example.org:4465, TLS",
        "smtp://u:p@localhost:25, smtp://localhost:25, IF_OFFERED",
        "smtp://u:p@127.1.2.3, smtp://127.1.2.3:587, IF_OFFERED",
        "smtp://u:p@[::1], smtp://::1:587, IF_OFFERED",
        "smtps://u:p@localhost, smtps://localhost:465, TLS",
        // Whoever owns that name decides where it leads.
        "smtp://u:p@127.0.0.1.example.org, smtp://127.0.0.1.example.org:587, STARTTLS",
        "smtp://u:p@localhost.example.org, smtp://localhost.example.org:587, STARTTLS",
    })
    void aUrlSaysWhereAndHow(String url, String server, Protection protection) {
        assertThat(SmtpServer.parse(url)).hasToString(server);
        assertThat(SmtpServer.parse(url).protection()).isEqualTo(protection);
    }

    @Test
    void credentialsMayHoldAnything() {
        SmtpServer server = SmtpServer.parse("smtp://me%40example.org:a+b%3A%2F%C3%BC:c@mail.example.org");
        assertThat(server.login()).contains(new Login("me@example.org", "a+b:/ü:c"));
        assertThat(server.toString() + server.login()).doesNotContain("a+b");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "http://u:geheim@mail.example.org",
                "mail.example.org:25",
                "smtp://u:geheim@",
                "smtp://geheim@mail.example.org",
                "smtp://:geheim@mail.example.org",
                "smtp://u:geh eim@mail.example.org",
                "smtp://u:geheim%@mail.example.org",
                "smtp://u:geheim@mail.example.org/box",
                "smtp://u:geheim@mail.example.org?x=geheim",
                "smtp://u:geheim@mail.example.org:x"
            })
    void anythingElseIsRefusedWithoutShowingIt(String url) {
        assertThatThrownBy(() -> SmtpServer.parse(url))
                .isInstanceOf(IllegalArgumentException.class)
                .hasNoCause()
                .hasMessageContaining("smtp://[USER:PASSWORD@]HOST[:PORT]")
                .hasMessageNotContainingAny("geheim", "geh eim");
    }
}
