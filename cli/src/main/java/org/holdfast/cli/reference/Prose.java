package org.holdfast.cli.reference;

import java.util.List;
import java.util.stream.Stream;
import picocli.CommandLine.Model.ArgSpec;
import picocli.CommandLine.Model.CommandSpec;

/// What the model says in words, without the escapes that the usage needs.
final class Prose {
    private static final int LONG = 72;

    private Prose() {}

    static List<String> of(CommandSpec command) {
        return plain(command.usageMessage().description());
    }

    static List<String> of(ArgSpec argument) {
        return plain(argument.description());
    }

    static List<String> footer(CommandSpec command) {
        return plain(command.usageMessage().footer());
    }

    /// The first sentence, or of a long one the first part, without a full stop.
    static String summary(List<String> paragraphs) {
        String whole = String.join(" ", paragraphs);
        String sentence = until(whole, ". ").replaceFirst("\\.$", "");
        return sentence.length() <= LONG ? sentence : until(until(sentence, ": "), "; ");
    }

    private static String until(String text, String end) {
        int at = text.indexOf(end);
        return at < 0 ? text : text.substring(0, at);
    }

    /// Picocli takes a text for a format of [String#format].
    private static List<String> plain(String... lines) {
        return Stream.of(lines).map(line -> line.replace("%%", "%")).toList();
    }
}
