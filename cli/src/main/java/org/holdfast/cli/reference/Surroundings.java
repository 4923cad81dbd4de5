package org.holdfast.cli.reference;

import java.util.List;
import java.util.function.Predicate;
import java.util.stream.Stream;
import picocli.CommandLine.Model.ArgSpec;
import picocli.CommandLine.Model.CommandSpec;

/// The variables and files that commands heed beside their arguments.
final class Surroundings {
    /// Something that commands heed.
    ///
    /// @param concerned which commands do
    record Entry(String name, String text, Predicate<CommandSpec> concerned) {}

    private static final List<Entry> VARIABLES = List.of(
            new Entry(
                    "HOLDFAST_PASSWORD",
                    "The password, where no option names another source of it.",
                    has("--password-file")),
            new Entry(
                    "HOLDFAST_TO_PASSWORD",
                    "The password of the store that is copied to, where it is another one.",
                    has("--to-password-file")),
            new Entry("HOLDFAST_CONFIG", "The configuration, where --config names none.", has("--config")),
            new Entry(
                    "HOLDFAST_STATE",
                    "The directory of what this machine remembers: indexes, locks, logs. Default: /var/lib/holdfast for"
                            + " root, else holdfast in XDG_STATE_HOME, which is ~/.local/state unless it is set.",
                    has("--config")),
            new Entry(
                    "AWS_ACCESS_KEY_ID, AWS_SECRET_ACCESS_KEY, AWS_SESSION_TOKEN, AWS_PROFILE",
                    "The credentials of a bucket, where the configuration has none. The files in ~/.aws and the role of"
                            + " the machine are heeded as well.",
                    Surroundings::takesStore),
            new Entry(
                    "AWS_REGION, AWS_ENDPOINT_URL_S3",
                    "Where a bucket is, where its URL or site does not say so.",
                    Surroundings::takesStore),
            new Entry("HTTPS_PROXY, HTTP_PROXY, NO_PROXY", "The way to a bucket.", Surroundings::takesStore),
            new Entry("TMPDIR", "Where plain text waits until it proved genuine. Default: /tmp.", spec -> Stream.of(
                            spec.usageMessage().description())
                    .anyMatch(line -> line.contains("TMPDIR"))));

    private static final List<Entry> FILES = List.of(
            new Entry("~/.config/holdfast/holdfast.yaml", "The configuration of a user.", has("--config")),
            new Entry("/etc/holdfast/holdfast.yaml", "The configuration of the machine.", has("--config")),
            new Entry(
                    "/var/lib/holdfast, ~/.local/state/holdfast",
                    "What this machine remembers. It may be lost: it is rebuilt, or done without.",
                    has("--config")),
            new Entry("/var/lib/holdfast/logs, ~/.local/state/holdfast/logs", "Logs of runs.", has("--log-format")));

    private Surroundings() {}

    /// What a command heeds; all there is for one that only holds others.
    static List<Entry> variables(CommandSpec spec) {
        return of(VARIABLES, spec);
    }

    /// The same of files.
    static List<Entry> files(CommandSpec spec) {
        return of(FILES, spec);
    }

    private static List<Entry> of(List<Entry> entries, CommandSpec spec) {
        return entries.stream()
                .filter(entry ->
                        !spec.subcommands().isEmpty() || entry.concerned().test(spec))
                .toList();
    }

    private static Predicate<CommandSpec> has(String option) {
        return spec -> spec.findOption(option) != null;
    }

    private static boolean takesStore(CommandSpec spec) {
        return spec.args().stream().map(ArgSpec::paramLabel).anyMatch(label -> label.matches("URL|SITE\\|URL|SITE"));
    }
}
