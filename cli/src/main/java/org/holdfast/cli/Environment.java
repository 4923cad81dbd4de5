package org.holdfast.cli;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.holdfast.engine.BackupException;
import org.holdfast.engine.Failure;
import org.holdfast.names.ByteText;

/// Environment variables as bytes. Java decodes them by the locale, and where there is none, as under cron or systemd,
/// it mangles what is not ASCII. Immutable.
final class Environment {
    private static final Path LINUX = Path.of("/proc/self/environ");

    private final Map<String, byte[]> values;
    private final boolean exact;

    private Environment(Map<String, byte[]> values, boolean exact) {
        this.values = values;
        this.exact = exact;
    }

    /// The environment of this process.
    static Environment current() {
        try {
            return parse(Files.readAllBytes(LINUX));
        } catch (IOException _) {
            Map<String, byte[]> values = new HashMap<>();
            System.getenv().forEach((name, value) -> values.put(name, value.getBytes(StandardCharsets.UTF_8)));
            return new Environment(values, false);
        }
    }

    /// @param block `NAME=value` entries, each followed by a NUL
    static Environment parse(byte[] block) {
        Map<String, byte[]> values = new HashMap<>();
        int start = 0;
        for (int i = 0; i < block.length; i++) {
            if (block[i] == 0) {
                put(values, Arrays.copyOfRange(block, start, i));
                start = i + 1;
            }
        }
        Arrays.fill(block, (byte) 0);
        return new Environment(values, true);
    }

    private static void put(Map<String, byte[]> values, byte[] entry) {
        for (int i = 0; i < entry.length; i++) {
            if (entry[i] == '=') {
                // The first of several entries of one name is the one that getenv(3) finds.
                values.putIfAbsent(
                        new String(entry, 0, i, StandardCharsets.ISO_8859_1),
                        Arrays.copyOfRange(entry, i + 1, entry.length));
                return;
            }
        }
    }

    /// A new array, empty if the variable is set to nothing.
    ///
    /// @throws BackupException MISCONFIGURED if the value was mangled on its way here
    Optional<byte[]> bytes(String name) throws BackupException {
        byte[] value = values.get(name);
        if (value == null) {
            return Optional.empty();
        }
        if (!exact && new String(value, StandardCharsets.UTF_8).indexOf('\uFFFD') >= 0) {
            throw new BackupException(
                    Failure.MISCONFIGURED,
                    "the environment variable " + name + " cannot be read exactly under this locale",
                    "set LC_ALL to a UTF-8 locale");
        }
        return Optional.of(value.clone());
    }

    /// Lossless text of a variable that is set and not empty.
    Optional<String> text(String name) throws BackupException {
        return bytes(name).map(ByteText::decode).filter(value -> !value.isEmpty());
    }

    /// The variables whose names begin so, as lossless text, empty ones left out.
    Map<String, String> beginningWith(String prefix) throws BackupException {
        Map<String, String> found = new HashMap<>();
        for (String name : values.keySet()) {
            Optional<String> value = name.startsWith(prefix) ? text(name) : Optional.empty();
            value.ifPresent(text -> found.put(name, text));
        }
        return found;
    }
}
