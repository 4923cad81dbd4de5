package org.holdfast.cli.reference;

import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;

/// What the script for bash looks up: a branch for each command that sets four variables.
final class BashTable {
    private BashTable() {}

    static String of(Completed program) {
        return program.all().stream().map(BashTable::branch).collect(Collectors.joining());
    }

    private static String branch(Completed command) {
        StringBuilder branch = new StringBuilder("        '" + String.join(" ", command.path()) + "')\n");
        add(branch, "commands", command.commands().stream().map(Completed::name).toList());
        add(
                branch,
                "flags",
                command.options().stream()
                        .filter(option -> option.value().isEmpty())
                        .flatMap(option -> option.names().stream())
                        .toList());
        add(
                branch,
                "valued",
                command.options().stream()
                        .filter(option -> option.value().isPresent())
                        .flatMap(option -> option.names().stream()
                                .map(name -> name + "=" + word(option.value().orElseThrow())))
                        .toList());
        add(
                branch,
                "places",
                command.places().stream()
                        .map(place -> word(place.value()) + (place.repeatable() ? "..." : ""))
                        .toList());
        return branch.append("            ;;\n").toString();
    }

    private static void add(StringBuilder branch, String variable, List<String> words) {
        if (!words.isEmpty()) {
            branch.append("            ")
                    .append(variable)
                    .append("='")
                    .append(String.join(" ", words))
                    .append("'\n");
        }
    }

    private static String word(Wanted wanted) {
        return switch (wanted) {
            case Wanted.Words words -> String.join("|", words.words());
            case Wanted.Known known -> "@" + known.name().toLowerCase(Locale.ROOT);
        };
    }
}
