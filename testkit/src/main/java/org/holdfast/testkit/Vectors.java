package org.holdfast.testkit;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// The test vectors of `spec/vectors`, found from the directory that the tests run in. Stateless; thread-safe.
///
/// A vector is a text header of `key: value` lines, a blank line, and bytes in hex; `spec/SPEC.md`, "Vectors", says
/// what the keys mean.
public final class Vectors {
    private static final String SUFFIX = ".vector";

    private Vectors() {}

    /// One vector.
    ///
    /// @param name its file name without the suffix
    /// @param header its keys and values
    /// @param body its bytes in hex
    public record Vector(String name, Map<String, String> header, String body) {
        public byte[] bytes() {
            return HexFormat.of().parseHex(body);
        }

        public boolean has(String key) {
            return header.containsKey(key);
        }

        /// The value of a key.
        ///
        /// @throws IllegalArgumentException if the header has no such key
        public String value(String key) {
            String value = header.get(key);
            if (value == null) {
                throw new IllegalArgumentException("vector " + name + " has no \"" + key + "\"");
            }
            return value;
        }

        /// The value of a key whose value is hex.
        public byte[] hex(String key) {
            return HexFormat.of().parseHex(value(key));
        }

        @Override
        public String toString() {
            return name;
        }
    }

    /// The `spec` directory of the checkout.
    public static Path spec() {
        Path start = Path.of("").toAbsolutePath();
        for (Path dir = start; dir != null; dir = dir.getParent()) {
            if (Files.isDirectory(dir.resolve("spec/vectors"))) {
                return dir.resolve("spec");
            }
        }
        throw new IllegalStateException("no spec/vectors above " + start + "; run the tests in a checkout");
    }

    /// All vectors whose `kind` is this, by name.
    ///
    /// @throws IllegalStateException if there is none, since a test over no vectors proves nothing
    public static List<Vector> ofKind(String kind) {
        try (var files = Files.list(spec().resolve("vectors"))) {
            List<Vector> vectors = files.filter(file -> file.toString().endsWith(SUFFIX))
                    .sorted()
                    .map(Vectors::read)
                    .filter(vector -> vector.value("kind").equals(kind))
                    .toList();
            if (vectors.isEmpty()) {
                throw new IllegalStateException("no vectors of kind " + kind + " in " + spec());
            }
            return vectors;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /// A vector file in JSON, by its file name.
    public static JsonNode json(String fileName) {
        return JsonMapper.shared().readTree(spec().resolve("vectors").resolve(fileName));
    }

    private static Vector read(Path file) {
        String name = file.getFileName().toString();
        try {
            String text = Files.readString(file, StandardCharsets.US_ASCII);
            int blank = text.indexOf("\n\n");
            Map<String, String> header = new HashMap<>();
            for (String line : text.substring(0, blank).split("\n", -1)) {
                int colon = line.indexOf(": ");
                header.put(line.substring(0, colon), line.substring(colon + 2));
            }
            String body = text.substring(blank).replace("\n", "");
            return new Vector(name.substring(0, name.length() - SUFFIX.length()), Map.copyOf(header), body);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (RuntimeException e) {
            throw new IllegalStateException("not a vector: " + file, e);
        }
    }
}
