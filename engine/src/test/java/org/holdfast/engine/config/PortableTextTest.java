package org.holdfast.engine.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PortableTextTest {
    private static final String VARIABLE = "HOLDFAST_SITES_A_CREDENTIALS_SECRETACCESSKEY";

    private static String withSecret(String secret) {
        return """
            # ünicode
            sites:
              a:
                provider: aws
                bucket: my-backups
                credentials: { accessKeyId: a, secretAccessKey: %s } # mine
            """.formatted(secret);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "hunter2",
                "'hunter2'",
                "\"h\\u0075nter2\"",
                "!!str hunter2",
                "\"${K:-hunter2}\"",
                "\"${K}hunter2\"",
                "\"$${K}hunter2\""
            })
    void aSecretBecomesAVariableAndAllElseStays(String secret) throws Exception {
        String text = PortableText.of(withSecret(secret));

        assertThat(text).isEqualTo(withSecret("\"${" + VARIABLE + "}\""));
        assertThat(Yaml.read(text, Map.of(VARIABLE, "hunter2")).secrets()).containsExactly("hunter2");
    }

    @Test
    void aVariableStaysOne() {
        assertThat(PortableText.of(withSecret("\"${MY_KEY}\""))).isEqualTo(withSecret("\"${MY_KEY}\""));
    }

    @Test
    void aliasesLeadToOnePlace() throws Exception {
        String file = """
            sites:
              b: { provider: aws, bucket: my-bs, credentials: &two { accessKeyId: k, secretAccessKey: &key %s } }
              a: { provider: aws, bucket: my-as, credentials: *two }
              c: { provider: aws, bucket: my-cs, credentials: { accessKeyId: k, secretAccessKey: *key } }
            notify:
              - { type: webhook, url: %s }
            """;
        String text = PortableText.of(file.formatted("hunter2", "\"https://${HOST}/hunter3\""));

        String key = "HOLDFAST_SITES_B_CREDENTIALS_SECRETACCESSKEY";
        assertThat(text).isEqualTo(file.formatted("\"${" + key + "}\"", "\"${HOLDFAST_NOTIFY_1_URL}\""));
        assertThat(Yaml.read(text, Map.of(key, "hunter2", "HOLDFAST_NOTIFY_1_URL", "https://h/hunter3"))
                        .secrets())
                .containsExactly("hunter2", "hunter2", "hunter2", "https://h/hunter3");
    }

    @Test
    void anAliasThatLeadsBackIsReplacedWhereItLeads() {
        assertThat(PortableText.of("""
            sites:
              a: { provider: noop, encryption: { hint: &key hunter2 } }
              b: { credentials: { sessionToken: t, secretAccessKey: *key } }
            """)).isEqualTo("""
                sites:
                  a: { provider: noop, encryption: { hint: &key "${HOLDFAST_SITES_B_CREDENTIALS_SECRETACCESSKEY}" } }
                  b: { credentials: { sessionToken: "${HOLDFAST_SITES_B_CREDENTIALS_SESSIONTOKEN}", secretAccessKey: *key } }
                """);
    }

    @Test
    void onlyWhatStandsWhereSecretsStandIsOne() {
        String file = """
            sites:
              url: { provider: filesystem, path: /mnt/url }
            apps:
              smtp:
                data: /srv/smtp
                directories: { url: /srv/url, secretAccessKey: /srv/keys }
            """;

        assertThat(PortableText.of(file)).isEqualTo(file);
    }

    @Test
    void aNodeThatIsKnownFromElsewhereIsASecretWhereOneStands() {
        assertThat(PortableText.of("""
            apps:
              one: { data: /srv/one, directories: &all { secretAccessKey: hunter2 } }
            sites:
              a: { credentials: *all }
            """)).isEqualTo("""
                apps:
                  one: { data: /srv/one, directories: &all { secretAccessKey: "${%s}" } }
                sites:
                  a: { credentials: *all }
                """.formatted(VARIABLE));
    }

    @Test
    void aReceiverNeedsNoList() {
        assertThat(PortableText.of("notify: { type: webhook, url: https://host/hunter2 }\n"))
                .isEqualTo("notify: { type: webhook, url: \"${HOLDFAST_NOTIFY_URL}\" }\n");
    }

    @Test
    void eachSecretHasAVariableOfItsOwn() {
        String file = """
            sites:
              a_b: { prefix: "${HOLDFAST_SITES_C_CREDENTIALS_SECRETACCESSKEY:-c}", credentials: { secretAccessKey: %s } }
              a-b: { credentials: { secretAccessKey: %s } }
              c: { credentials: { secretAccessKey: %s } }
            """;

        assertThat(PortableText.of(file.formatted("one", "two", "three")))
                .isEqualTo(file.formatted(
                        "\"${HOLDFAST_SITES_A_B_CREDENTIALS_SECRETACCESSKEY}\"",
                        "\"${HOLDFAST_SITES_A_B_CREDENTIALS_SECRETACCESSKEY_2}\"",
                        "\"${HOLDFAST_SITES_C_CREDENTIALS_SECRETACCESSKEY_2}\""));
    }
}
