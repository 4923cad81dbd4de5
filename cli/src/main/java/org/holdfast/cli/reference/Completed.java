package org.holdfast.cli.reference;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.Model.PositionalParamSpec;

/// A command as a shell needs to know it. Immutable.
///
/// @param path its name behind those of the commands that hold it, without the program's
/// @param summary one line about it, without a full stop
/// @param commands that it holds
/// @param options in the order of the usage
/// @param places what stands on the command line beside options, in order
record Completed(
        List<String> path, String summary, List<Completed> commands, List<Choice> options, List<Place> places) {
    /// An option.
    ///
    /// @param names short ones first
    /// @param value what must follow it; empty if nothing need
    /// @param repeatable whether it may be given again
    record Choice(List<String> names, Optional<Wanted> value, boolean repeatable, String label, String summary) {
        Choice {
            names = List.copyOf(names);
        }
    }

    /// A value that is no option's.
    ///
    /// @param required whether the command needs it
    /// @param repeatable whether more of the kind may follow, so that none of another kind does
    record Place(Wanted value, boolean required, boolean repeatable, String label) {}

    Completed {
        path = List.copyOf(path);
        commands = List.copyOf(commands);
        options = List.copyOf(options);
        places = List.copyOf(places);
    }

    static Completed of(CommandSpec program) {
        return of(List.of(), program);
    }

    private static Completed of(List<String> path, CommandSpec spec) {
        List<Completed> commands = new ArrayList<>();
        spec.subcommands().forEach((name, line) -> {
            List<String> inner = new ArrayList<>(path);
            inner.add(name);
            if (!line.getCommandSpec().usageMessage().hidden()) {
                commands.add(of(inner, line.getCommandSpec()));
            }
        });
        return new Completed(
                path,
                Prose.summary(Prose.of(spec)),
                commands,
                spec.options().stream()
                        .filter(option -> !option.hidden())
                        .map(Completed::choice)
                        .toList(),
                spec.positionalParameters().stream()
                        .filter(place -> !place.hidden())
                        .map(Completed::place)
                        .toList());
    }

    private static Choice choice(OptionSpec option) {
        return new Choice(
                List.of(option.names()),
                option.arity().min() == 0 ? Optional.empty() : Optional.of(Wanted.of(option)),
                option.isMultiValue(),
                option.paramLabel(),
                Prose.summary(Prose.of(option)));
    }

    private static Place place(PositionalParamSpec place) {
        return new Place(Wanted.of(place), place.required(), place.isMultiValue(), place.paramLabel());
    }

    /// This one and all that it holds.
    List<Completed> all() {
        List<Completed> all = new ArrayList<>(List.of(this));
        commands.forEach(command -> all.addAll(command.all()));
        return all;
    }

    String name() {
        return path.isEmpty() ? "" : path.getLast();
    }
}
