package org.holdfast.cli.reference;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/// A function for each command, in the language of zsh's `_arguments`.
final class ZshFunctions {
    private ZshFunctions() {}

    static String of(Completed program) {
        return program.all().stream().map(ZshFunctions::function).collect(Collectors.joining("\n"));
    }

    private static String function(Completed command) {
        List<String> arguments = new ArrayList<>();
        command.options().forEach(option -> arguments.add(option(option)));
        if (command.commands().isEmpty()) {
            for (int i = 0; i < command.places().size(); i++) {
                arguments.add(place(i + 1, command.places().get(i)));
            }
            return function(command, "    local -A opt_args\n    _arguments -s -S " + joined(arguments) + "\n");
        }
        arguments.add("'1: :->command'");
        arguments.add("'*:: :->arguments'");
        StringBuilder body = new StringBuilder("""
                local curcontext=$curcontext state line
                local -A opt_args
                local -a commands
            """);
        if (command.path().isEmpty()) {
            // What is typed for the program, which is asked for names.
            body.append("    local _holdfast_program=$words[1]\n");
        }
        body.append("    _arguments -C -S ").append(joined(arguments)).append(" && return\n");
        body.append("    case $state in\n        command)\n            commands=(");
        command.commands().forEach(inner -> body.append("\n                ")
                .append(quoted(inner.name() + ":" + inner.summary().replace(":", "\\:"))));
        body.append("\n            )\n            _describe -t commands command commands\n            ;;\n");
        body.append("        arguments)\n            case $words[1] in\n");
        command.commands().forEach(inner -> body.append("                ")
                .append(inner.name())
                .append(") ")
                .append(name(inner))
                .append(" ;;\n"));
        body.append("            esac\n            ;;\n    esac\n");
        return function(command, body.toString());
    }

    private static String function(Completed command, String body) {
        return name(command) + "() {\n" + body + "}\n";
    }

    private static String name(Completed command) {
        return "_holdfast"
                + command.path().stream()
                        .map(word -> "_" + word.replace('-', '_'))
                        .collect(Collectors.joining());
    }

    private static String joined(List<String> arguments) {
        return arguments.stream().map(argument -> "\\\n        " + argument).collect(Collectors.joining(" "));
    }

    /// `'(-q --quiet)'{-q,--quiet}'[Summary]:LABEL:action'`.
    private static String option(Completed.Choice option) {
        boolean several = option.names().size() > 1;
        String front = option.repeatable() ? "*" : several ? "(" + String.join(" ", option.names()) + ")" : "";
        String back = "["
                + option.summary()
                        .replace("\\", "\\\\")
                        .replace("[", "\\[")
                        .replace("]", "\\]")
                        .replace(":", "\\:")
                + "]"
                + option.value()
                        .map(value -> ":" + option.label() + ":" + action(value))
                        .orElse("");
        // A value follows a long name after "=", too.
        List<String> names = option.names().stream()
                .map(name -> name + (option.value().isPresent() ? name.startsWith("--") ? "=" : "+" : ""))
                .toList();
        return several
                ? quoted(front) + "{" + String.join(",", names) + "}" + quoted(back)
                : quoted(front + names.getFirst() + back);
    }

    private static String place(int number, Completed.Place place) {
        String position = place.repeatable() ? "*" : number + (place.required() ? "" : ":");
        return quoted(position + ":" + place.label() + ":" + action(place.value()));
    }

    private static String action(Wanted wanted) {
        return switch (wanted) {
            case Wanted.Words words -> "(" + String.join(" ", words.words()) + ")";
            case Wanted.Known known ->
                switch (known) {
                    case FILE -> "_files";
                    case DIRECTORY, STORE -> "_files -/";
                    case SITE -> "_holdfast_sites";
                    case SITE_OR_STORE -> "_holdfast_sites_or_stores";
                    case APP -> "_holdfast_apps";
                    case BACKUP -> "_holdfast_backups";
                    case ANYTHING -> " ";
                };
        };
    }

    private static String quoted(String text) {
        return "'" + text.replace("'", "'\\''") + "'";
    }
}
