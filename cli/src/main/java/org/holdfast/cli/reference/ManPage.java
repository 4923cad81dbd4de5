package org.holdfast.cli.reference;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import picocli.CommandLine;
import picocli.CommandLine.Model.ArgGroupSpec;
import picocli.CommandLine.Model.ArgSpec;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.Model.PositionalParamSpec;

/// The page of one command; the same for the same command.
///
/// @param name of the page, such as `holdfast-backup-create`
/// @param roff what `man` reads
public record ManPage(String name, String roff) {
    private static final Pattern MENTIONED = Pattern.compile("\"(?:holdfast )?([a-z]+(?: [a-z-]+)?)\"");

    /// The pages of a program and of all the commands that it holds.
    ///
    /// @param exitCodes what they mean, where a command has none of its own
    /// @param date of what is described, as `2026-11-01`
    public static List<ManPage> all(CommandSpec program, Map<Integer, String> exitCodes, String version, String date) {
        List<CommandSpec> commands = new ArrayList<>();
        collect(program, commands);
        List<String> names = commands.stream().map(ManPage::name).toList();
        Set<String> common = optionsOfAll(commands);
        return commands.stream()
                .map(command ->
                        new ManPage(name(command), new Writer(command, names, common, exitCodes).page(version, date)))
                .toList();
    }

    private static void collect(CommandSpec command, List<CommandSpec> all) {
        all.add(command);
        for (CommandLine inner : command.subcommands().values()) {
            if (!inner.getCommandSpec().usageMessage().hidden()) {
                collect(inner.getCommandSpec(), all);
            }
        }
    }

    private static Set<String> optionsOfAll(List<CommandSpec> commands) {
        return commands.stream()
                .filter(command -> command.subcommands().isEmpty())
                .map(command -> command.options().stream()
                        .map(OptionSpec::longestName)
                        .collect(Collectors.<String, Set<String>>toCollection(TreeSet::new)))
                .reduce((some, others) -> {
                    some.retainAll(others);
                    return some;
                })
                .orElse(Set.of());
    }

    private static String name(CommandSpec command) {
        return command.qualifiedName("-");
    }

    private record Writer(CommandSpec command, List<String> names, Set<String> common, Map<Integer, String> exitCodes) {
        String page(String version, String date) {
            Roff roff = new Roff(name(command), date, "Holdfast " + version, "Holdfast Manual");
            List<String> footer = Prose.footer(command);
            roff.section("NAME").line(Roff.text(name(command)) + " \\- " + Roff.text(Prose.summary(Prose.of(command))));
            roff.section("SYNOPSIS").line(synopsis());
            roff.section("DESCRIPTION");
            paragraphs(
                    roff,
                    Stream.concat(Prose.of(command).stream(), Stream.of(remark(footer)))
                            .filter(line -> !line.isEmpty())
                            .toList());
            commands(roff);
            arguments(roff);
            options(roff);
            exitStatus(roff);
            entries(roff, "ENVIRONMENT", Surroundings.variables(command));
            entries(roff, "FILES", Surroundings.files(command));
            List<String> examples = footer.stream()
                    .filter(line -> line.startsWith("  "))
                    .map(String::strip)
                    .toList();
            if (!examples.isEmpty()) {
                roff.section("EXAMPLES").literal(examples);
            }
            seeAlso(roff);
            return roff.toString();
        }

        /// What stands behind the usage and is no example.
        private static String remark(List<String> footer) {
            return footer.stream()
                    .filter(line -> !line.startsWith("  ") && !line.startsWith("Example"))
                    .filter(line -> !line.isEmpty())
                    .collect(Collectors.joining(" "));
        }

        private static void paragraphs(Roff roff, List<String> lines) {
            for (int i = 0; i < lines.size(); i++) {
                if (i > 0) {
                    roff.paragraph();
                }
                roff.line(Roff.text(lines.get(i)));
            }
        }

        private String synopsis() {
            List<String> words = new ArrayList<>(List.of(Roff.bold(command.qualifiedName())));
            if (!command.subcommands().isEmpty()) {
                words.add(Roff.italic("COMMAND"));
                return String.join(" ", words);
            }
            words.add("[" + Roff.italic("OPTION") + "]...");
            command.options().stream()
                    .filter(option -> option.required() && option.group() == null)
                    .forEach(option -> words.add(option(option, option.names()[0])));
            for (ArgGroupSpec group : command.argGroups()) {
                words.add(group.args().stream()
                        .map(OptionSpec.class::cast)
                        .map(option -> option(option, option.names()[0]))
                        .collect(Collectors.joining(" | ", "{", "}")));
            }
            command.positionalParameters().stream()
                    .filter(place -> !place.hidden())
                    .forEach(place -> words.add(place(place)));
            return String.join(" ", words);
        }

        private static String place(PositionalParamSpec place) {
            String label = Roff.italic(place.paramLabel()) + (place.isMultiValue() ? "..." : "");
            return place.required() ? label : "[" + label + "]";
        }

        private static String option(OptionSpec option, String name) {
            if (option.arity().max() == 0) {
                return Roff.bold(name);
            }
            String value = Roff.italic(option.paramLabel());
            if (option.arity().min() == 0) {
                return Roff.bold(name) + "[=" + value + "]";
            }
            return Roff.bold(name) + (name.startsWith("--") ? "=" : " ") + value;
        }

        private void commands(Roff roff) {
            if (command.subcommands().isEmpty()) {
                return;
            }
            roff.section("COMMANDS");
            command.subcommands().values().stream()
                    .map(CommandLine::getCommandSpec)
                    .filter(inner -> !inner.usageMessage().hidden())
                    .forEach(inner ->
                            roff.term(reference(name(inner))).line(Roff.text(Prose.summary(Prose.of(inner)) + ".")));
        }

        private void arguments(Roff roff) {
            List<PositionalParamSpec> places = command.positionalParameters().stream()
                    .filter(place -> !place.hidden())
                    .toList();
            if (!places.isEmpty()) {
                roff.section("ARGUMENTS");
                places.forEach(place -> described(roff.term(Roff.italic(place.paramLabel())), place));
            }
        }

        private void options(Roff roff) {
            roff.section("OPTIONS");
            List<OptionSpec> shown = command.options().stream()
                    .filter(option -> !option.hidden())
                    .toList();
            // Those of every command are least of all what somebody looks for.
            shown.stream().filter(option -> !isCommon(option)).forEach(option -> option(roff, option));
            shown.stream().filter(this::isCommon).forEach(option -> option(roff, option));
        }

        private boolean isCommon(OptionSpec option) {
            return common.contains(option.longestName());
        }

        private static void option(Roff roff, OptionSpec option) {
            described(
                    roff.term(Stream.of(option.names())
                            .map(name -> option(option, name))
                            .collect(Collectors.joining(", "))),
                    option);
        }

        private static void described(Roff roff, ArgSpec argument) {
            List<String> lines = Prose.of(argument);
            for (int i = 0; i < lines.size(); i++) {
                if (i > 0) {
                    roff.further();
                }
                roff.line(Roff.text(lines.get(i)));
            }
        }

        private void exitStatus(Roff roff) {
            Map<Integer, String> own = new TreeMap<>();
            command.usageMessage().exitCodeList().forEach((code, text) -> own.put(Integer.valueOf(code), text));
            Map<Integer, String> codes = own.isEmpty() ? exitCodes : own;
            roff.section("EXIT STATUS");
            roff.tight(true);
            codes.forEach((code, text) -> roff.term(Roff.bold(code.toString())).line(Roff.text(text)));
            roff.tight(false);
            if (codes.size() < exitCodes.size()) {
                roff.paragraph().line("Others are as in " + reference(name(command.root())) + ".");
            }
        }

        private static void entries(Roff roff, String title, List<Surroundings.Entry> entries) {
            if (entries.isEmpty()) {
                return;
            }
            roff.section(title);
            entries.forEach(entry -> roff.term(Roff.bold(entry.name())).line(Roff.text(entry.text())));
        }

        private void seeAlso(Roff roff) {
            SortedSet<String> others = new TreeSet<>();
            for (CommandSpec outer = command.parent(); outer != null; outer = outer.parent()) {
                others.add(name(outer));
            }
            command.subcommands().values().forEach(inner -> others.add(name(inner.getCommandSpec())));
            List<String> said = new ArrayList<>(Prose.of(command));
            said.addAll(Prose.footer(command));
            command.args().forEach(argument -> said.addAll(Prose.of(argument)));
            Matcher mentioned = MENTIONED.matcher(String.join(" ", said));
            while (mentioned.find()) {
                others.add("holdfast-" + mentioned.group(1).replace(' ', '-'));
            }
            others.retainAll(names);
            others.remove(name(command));
            if (!others.isEmpty()) {
                roff.section("SEE ALSO")
                        .line(others.stream().map(Writer::reference).collect(Collectors.joining(", ")));
            }
        }

        private static String reference(String name) {
            return Roff.bold(name) + "(1)";
        }
    }
}
