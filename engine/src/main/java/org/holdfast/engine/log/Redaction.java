package org.holdfast.engine.log;

import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

/// Takes secrets out of text that others made, such as what a hook prints: as they are, and as a URL holds them. Its
/// own text shows none. Immutable.
final class Redaction {
    /// Nothing is secret.
    static final Redaction NONE = new Redaction(List.of());

    /// What is shorter is part of ordinary words, and a log without those would help nobody.
    private static final int SHORTEST = 4;

    private final List<String> secrets;

    private Redaction(List<String> secrets) {
        this.secrets = secrets;
    }

    /// What knows some secrets.
    ///
    /// @param secrets of several lines if need be; those of fewer than 4 characters are left alone
    static Redaction of(Collection<String> secrets) {
        return new Redaction(secrets.stream()
                .flatMap(secret -> Arrays.stream(secret.split("\\R")))
                .flatMap(line -> Stream.of(line, URLEncoder.encode(line, StandardCharsets.UTF_8)))
                .filter(line -> line.strip().length() >= SHORTEST)
                .distinct()
                // Of two secrets that begin alike, the shorter would leave the rest of the longer behind.
                .sorted(Comparator.comparingInt(String::length).reversed())
                .toList());
    }

    /// The text with `***` in the place of each secret.
    String clean(String text) {
        String cleaned = text;
        for (String secret : secrets) {
            cleaned = cleaned.replace(secret, "***");
        }
        return cleaned;
    }

    @Override
    public String toString() {
        return secrets.size() + " secrets";
    }
}
