package org.holdfast.crypto;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.stream.Collectors;
import org.holdfast.testkit.Vectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import tools.jackson.databind.JsonNode;

/// `cbv2.json`: keys, names and files, all of which open.
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class Cbv2VectorsTest {
    private static final HexFormat HEX = HexFormat.of();
    private static final List<String> KEYS = List.of("fileKey", "fileMacKey", "nameKey", "nameMacKey");

    private final Rings rings = new Rings();

    static List<JsonNode> cases() {
        return Vectors.json("cbv2.json").get("cases").valueStream().toList();
    }

    private static byte[] keys(JsonNode testCase) {
        String hex = KEYS.stream()
                .map(key -> testCase.get("keys").get(key).asString())
                .collect(Collectors.joining());
        return HEX.parseHex(hex);
    }

    @Test
    void noneIsMissing() {
        assertThat(cases()).hasSize(3).allSatisfy(testCase -> {
            assertThat(testCase.get("names")).hasSize(12);
            assertThat(testCase.get("files")).hasSize(9);
        });
    }

    @ParameterizedTest
    @MethodSource("cases")
    void thePasswordGivesTheKeys(JsonNode testCase) throws IOException {
        char[] password = testCase.get("password").asString().toCharArray();
        char[] before = password.clone();
        try (KeyRing derived = KeyRing.derive(password);
                KeyRing expected = KeyRing.of(keys(testCase))) {
            byte[] bytes = "both ways, so that each of the four keys counts".getBytes(StandardCharsets.UTF_8);
            assertThat(Rings.open(derived.fileCipher(), Rings.seal(expected.fileCipher(), bytes)))
                    .isEqualTo(bytes);
            assertThat(derived.nameCipher().seal(bytes))
                    .isEqualTo(expected.nameCipher().seal(bytes));
        }
        assertThat(password).as("the caller's array").isEqualTo(before);
    }

    @ParameterizedTest
    @MethodSource("cases")
    void namesSealAndOpen(JsonNode testCase) throws IOException {
        NameCipher cipher = KeyRing.of(keys(testCase)).nameCipher();
        for (JsonNode name : testCase.get("names")) {
            List<String> plain = Arrays.asList(name.get("plain").asString().split("/", -1));
            List<String> sealed = Arrays.asList(name.get("encrypted").asString().split("/", -1));
            assertThat(plain.stream().map(segment -> cipher.seal(segment.getBytes(StandardCharsets.UTF_8))))
                    .containsExactlyElementsOf(sealed);
            for (int i = 0; i < plain.size(); i++) {
                assertThat(cipher.open(sealed.get(i)))
                        .asString(StandardCharsets.UTF_8)
                        .isEqualTo(plain.get(i));
            }
        }
    }

    @ParameterizedTest
    @MethodSource("cases")
    void filesSealAndOpenUnderEitherCoverage(JsonNode testCase) throws IOException {
        String password = testCase.get("password").asString();
        FileCipher reader = rings.of(password).fileCipher();
        for (JsonNode file : testCase.get("files")) {
            byte[] plain = HEX.parseHex(file.get("plainHex").asString());
            byte[] iv = HEX.parseHex(file.get("ivHex").asString());
            for (MacCoverage coverage : MacCoverage.values()) {
                byte[] sealed = HEX.parseHex(file.get(field(coverage)).asString());
                for (Rings.Reading reading : Rings.readings()) {
                    assertThat(reading.open(reader, sealed)).as("%s", reading).isEqualTo(plain);
                }
                FileCipher writer = rings.withIv(password, iv, coverage);
                assertThat(Rings.seal(writer, plain)).isEqualTo(sealed);
                assertThat(Rings.sealByteByByte(writer, plain)).isEqualTo(sealed);
                assertThat(writer.sealedSize(plain.length)).isEqualTo(sealed.length);
            }
        }
    }

    private static String field(MacCoverage coverage) {
        return switch (coverage) {
            case IV -> "envelopeHexMacOverIv";
            case HEADER -> "envelopeHexMacOverHeader";
        };
    }
}
