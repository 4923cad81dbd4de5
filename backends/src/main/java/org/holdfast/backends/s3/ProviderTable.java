package org.holdfast.backends.s3;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;

/// The table of providers, `providers.txt` beside this class, which says how it is read. Immutable.
final class ProviderTable {
    private static final List<String> COLUMNS = List.of(
            "provider",
            "region",
            "style",
            "checks",
            "expect",
            "batch",
            "cutoff",
            "copy-part",
            "parts",
            "min-part",
            "max-part",
            "max-object",
            "key",
            "name",
            "up",
            "down",
            "copies",
            "versions",
            "days",
            "billed",
            "lacks",
            "hosts",
            "regions");

    private final List<Provider> providers;

    private ProviderTable(List<Provider> providers) {
        this.providers = providers;
    }

    /// The table that comes with Holdfast.
    static ProviderTable load() {
        try (InputStream table = ProviderTable.class.getResourceAsStream("providers.txt")) {
            return parse(new String(Objects.requireNonNull(table).readAllBytes(), StandardCharsets.UTF_8));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /// @throws IllegalArgumentException if it is wrong anywhere; the message names the line
    static ProviderTable parse(String text) {
        List<Provider> providers = new ArrayList<>();
        List<String> columns = List.of();
        int number = 0;
        for (String line : text.lines().toList()) {
            number++;
            if (line.isBlank() || line.startsWith("#")) {
                continue;
            }
            List<String> values = List.of(line.strip().split(" +"));
            if (columns.isEmpty()) {
                columns = header(number, values);
                continue;
            }
            providers.add(provider(Row.of(number, columns, values), providers));
        }
        if (columns.isEmpty()) {
            throw new IllegalArgumentException("providers.txt: has no line that names the columns");
        }
        return new ProviderTable(List.copyOf(providers));
    }

    List<String> names() {
        return providers.stream().map(Provider::name).toList();
    }

    Optional<Provider> named(String name) {
        return providers.stream()
                .filter(provider -> provider.name().equals(name))
                .findFirst();
    }

    /// Whose host this is, in lower case.
    Optional<Provider> ofHost(String host) {
        return providers.stream().filter(provider -> provider.hasHost(host)).findFirst();
    }

    private static List<String> header(int line, List<String> names) {
        Set<String> seen = new HashSet<>();
        for (String name : names) {
            if (!COLUMNS.contains(name) || !seen.add(name)) {
                String why = COLUMNS.contains(name) ? "there is another" : "there is no such";
                throw new IllegalArgumentException("providers.txt:" + line + ": column '" + name + "': " + why);
            }
        }
        for (String name : COLUMNS) {
            if (!seen.contains(name)) {
                throw new IllegalArgumentException("providers.txt:" + line + ": column '" + name + "': is missing");
            }
        }
        return names;
    }

    private static Provider provider(Row row, List<Provider> earlier) {
        String name = row.text("provider");
        if (earlier.stream().anyMatch(other -> other.name().equals(name))) {
            throw row.wrong("provider", "there is another");
        }
        return new Provider(name, row.optional("region"), row.list("regions"), hosts(row), profile(row));
    }

    private static List<HostPattern> hosts(Row row) {
        if (row.optional("hosts").isEmpty()) {
            return List.of();
        }
        return row.parse("hosts", cell -> List.of(cell.split(",", -1)).stream()
                .map(HostPattern::parse)
                .toList());
    }

    private static Profile profile(Row row) {
        return new Profile(
                row.flag("style", "path", "host"),
                row.constant("checks", Profile.Checksums.class),
                row.flag("expect", "yes", "no"),
                abilities(row),
                row.number("batch", 1),
                row.size("cutoff"),
                row.size("copy-part"),
                row.number("parts", 1),
                row.size("min-part"),
                row.size("max-part"),
                row.size("max-object"),
                row.number("key", 1),
                row.number("name", 1),
                row.number("up", 1),
                row.number("down", 1),
                row.number("copies", 1),
                row.constant("versions", Profile.Versions.class),
                row.number("days", 0),
                row.size("billed"));
    }

    private static Set<Ability> abilities(Row row) {
        Set<Ability> abilities = EnumSet.allOf(Ability.class);
        row.constants("lacks", Ability.class).forEach(abilities::remove);
        return abilities;
    }
}
