package org.holdfast.cli.reference;

import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;

/// A line for each thing that can be completed, in the language of fish's `complete`.
final class FishLines {
    private FishLines() {}

    static String of(Completed program) {
        StringBuilder lines = new StringBuilder("set -g __holdfast_valued " + String.join(" ", valued(program)) + "\n");
        for (Completed command : program.all()) {
            lines.append('\n');
            command.commands().forEach(inner -> lines.append(command(command, inner)));
            command.options().forEach(option -> lines.append(option(command, option)));
            for (int i = 0; i < command.places().size(); i++) {
                lines.append(place(command, i, command.places().get(i)));
            }
        }
        return lines.toString();
    }

    /// The options that a value follows, whatever the command.
    ///
    /// @throws IllegalStateException if the same option of another command takes none
    private static Set<String> valued(Completed program) {
        List<Completed.Choice> options = program.all().stream()
                .flatMap(command -> command.options().stream())
                .toList();
        Set<String> valued = names(options, true);
        Set<String> both = new TreeSet<>(valued);
        both.retainAll(names(options, false));
        if (!both.isEmpty()) {
            throw new IllegalStateException(both + " take a value in one command and none in another");
        }
        return valued;
    }

    private static Set<String> names(List<Completed.Choice> options, boolean valued) {
        return options.stream()
                .filter(option -> option.value().isPresent() == valued)
                .flatMap(option -> option.names().stream())
                .collect(Collectors.toCollection(TreeSet::new));
    }

    private static String command(Completed outer, Completed inner) {
        return line(condition("__holdfast_in", outer)) + " -a " + inner.name() + described(inner.summary());
    }

    private static String option(Completed command, Completed.Choice option) {
        String names = option.names().stream()
                .map(name -> name.startsWith("--") ? " -l " + name.substring(2) : " -s " + name.substring(1))
                .collect(Collectors.joining());
        return line(condition("__holdfast_under", command))
                + names
                + option.value()
                        .map(value -> (value == Wanted.Known.FILE ? " -r" : " -x") + offered(value))
                        .orElse("")
                + described(option.summary());
    }

    private static String place(Completed command, int number, Completed.Place place) {
        String condition =
                condition("__holdfast_place " + (number + 1) + (place.repeatable() ? " more" : " alone"), command);
        return line(condition) + offered(place.value()) + "\n";
    }

    private static String line(String condition) {
        return "complete -c holdfast -n '" + condition + "'";
    }

    private static String condition(String function, Completed command) {
        return (function + " " + String.join(" ", command.path())).strip();
    }

    private static String offered(Wanted wanted) {
        return switch (wanted) {
            case Wanted.Words words -> " -a '" + String.join(" ", words.words()) + "'";
            case Wanted.Known known ->
                switch (known) {
                    case FILE -> " -F";
                    case DIRECTORY, STORE -> " -a '(__fish_complete_directories)'";
                    case SITE -> " -a '(__holdfast_names sites)'";
                    case SITE_OR_STORE -> " -a '(__holdfast_names sites) (__fish_complete_directories)'";
                    case APP -> " -a '(__holdfast_names apps)'";
                    case BACKUP -> " -a '(__holdfast_backups)'";
                    case ANYTHING -> "";
                };
        };
    }

    private static String described(String summary) {
        return " -d '" + summary.replace("\\", "\\\\").replace("'", "\\'") + "'\n";
    }
}
