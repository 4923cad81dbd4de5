package org.holdfast.testkit;

import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/// Secrets to look for in what a program left behind: as they are, in hex and in either Base64, alone or in the middle
/// of something longer. Immutable.
public final class Needles {
    /// What is looked for, by the name of the secret; each byte as a char.
    private final Map<String, List<String>> forms;

    private Needles(Map<String, List<String>> forms) {
        this.forms = forms;
    }

    /// Secrets that are text, by their names.
    public static Needles of(Map<String, String> secrets) {
        return new Needles(Map.of())
                .and(secrets.entrySet().stream().collect(Collectors.toMap(Map.Entry::getKey, secret -> secret.getValue()
                        .getBytes(StandardCharsets.UTF_8))));
    }

    /// These and others, by their names.
    public Needles and(Map<String, byte[]> others) {
        Map<String, List<String>> all = new TreeMap<>(forms);
        others.forEach((name, secret) -> all.put(name, formsOf(secret).toList()));
        return new Needles(all);
    }

    private static Stream<String> formsOf(byte[] secret) {
        String hex = HexFormat.of().formatHex(secret);
        return Stream.of(
                        Stream.of(new String(secret, StandardCharsets.ISO_8859_1), hex, hex.toUpperCase(Locale.ROOT)),
                        encoded(Base64.getEncoder(), secret),
                        encoded(Base64.getUrlEncoder(), secret))
                .flatMap(it -> it)
                .distinct();
    }

    /// What a secret always looks like in Base64, whatever stands before and behind it.
    private static Stream<String> encoded(Base64.Encoder base64, byte[] secret) {
        return Stream.of(0, 1, 2).map(before -> {
            byte[] shifted = new byte[before + secret.length];
            System.arraycopy(secret, 0, shifted, before, secret.length);
            int begin = (8 * before + 5) / 6;
            int end = 8 * shifted.length / 6;
            return base64.encodeToString(shifted).substring(begin, end);
        });
    }

    /// The names of the secrets that are in some content.
    public List<String> in(byte[] content) {
        String text = new String(content, StandardCharsets.ISO_8859_1);
        return forms.entrySet().stream()
                .filter(secret -> secret.getValue().stream().anyMatch(text::contains))
                .map(Map.Entry::getKey)
                .toList();
    }

    @Override
    public String toString() {
        return forms.keySet().toString();
    }
}
