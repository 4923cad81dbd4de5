package org.holdfast.engine.run;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.holdfast.engine.config.Configuration;
import org.holdfast.engine.config.ConfigurationReader;
import org.holdfast.engine.config.NotifyConfig;
import org.holdfast.engine.notify.NotifyTarget;
import org.holdfast.engine.notify.Occasion;
import org.holdfast.engine.notify.SmtpServer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

class NotifyTargetsTest {
    @TempDir
    Path temporary;

    private Configuration configuration(String... receivers) throws IOException {
        Path file = temporary.resolve("holdfast.yaml");
        Files.writeString(file, "notify:\n" + String.join("", Arrays.asList(receivers)));
        return new ConfigurationReader(Map.of()).read(file);
    }

    @Test
    void everyReceiverBecomesATargetInOrder() throws Exception {
        Configuration configuration = configuration(
                "  - { type: webhook, url: 'https://example.org/hooks/token?x=1', on: [success] }\n",
                "  - { type: email, to: [a@example.org, b@example.org], from: me@example.org,"
                        + " smtp: 'smtps://user:p%40ss@mail.example.org' }\n");

        assertThat(new NotifyTargets("server1").of(configuration))
                .containsExactly(
                        new NotifyTarget.Webhook(
                                URI.create("https://example.org/hooks/token?x=1"), Set.of(Occasion.SUCCESS)),
                        new NotifyTarget.Email(
                                List.of("a@example.org", "b@example.org"),
                                "me@example.org",
                                new SmtpServer(
                                        true,
                                        "mail.example.org",
                                        465,
                                        Optional.of(new SmtpServer.Login("user", "p@ss"))),
                                Set.of(Occasion.FAILURE, Occasion.RECOVERY)));
    }

    @Test
    void nobodyIsNobody() throws Exception {
        assertThat(new NotifyTargets("server1").of(configuration("  []\n"))).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({
        "server1, holdfast@server1",
        "server1.example.org, holdfast@server1.example.org",
        "'my server', holdfast@my-server",
        "büro..lan., holdfast@b-ro.lan",
        "-x-, holdfast@x",
        "'', holdfast@localhost",
        "..., holdfast@localhost"
    })
    void aLetterFromNobodyIsFromThisMachine(String host, String from) throws Exception {
        Configuration configuration =
                configuration("  - { type: email, to: a@example.org, smtp: 'smtp://localhost' }\n");

        assertThat(new NotifyTargets(host).of(configuration))
                .singleElement()
                .isInstanceOfSatisfying(NotifyTarget.Email.class, email -> assertThat(email.from())
                        .isEqualTo(from));
    }

    @ParameterizedTest
    @EnumSource
    void everyOccasionKeepsItsName(NotifyConfig.Occasion occasion) throws Exception {
        Configuration configuration = configuration("  - { type: webhook, url: 'https://example.org/', on: "
                + occasion.name().toLowerCase(java.util.Locale.ROOT) + " }\n");

        assertThat(new NotifyTargets("server1").of(configuration).getFirst().occasions())
                .containsExactly(Occasion.valueOf(occasion.name()));
    }
}
