package org.holdfast.cli.reference;

import java.util.ArrayList;
import java.util.List;
import picocli.CommandLine.Model.ArgSpec;

/// What a value on the command line is to be, as far as a shell can offer any.
sealed interface Wanted {
    /// One of these.
    record Words(List<String> words) implements Wanted {
        public Words {
            words = List.copyOf(words);
        }
    }

    /// What only the machine knows.
    enum Known implements Wanted {
        FILE,
        DIRECTORY,
        /// A directory, or a URL, of which nothing is offered.
        STORE,
        SITE,
        SITE_OR_STORE,
        APP,
        BACKUP,
        /// Whatever the user thinks of.
        ANYTHING
    }

    /// By the words that the value can be, else by its label in the usage.
    ///
    /// @throws IllegalStateException if the label is not known here
    static Wanted of(ArgSpec value) {
        if (value.completionCandidates() != null) {
            List<String> words = new ArrayList<>();
            value.completionCandidates().forEach(words::add);
            return new Words(words);
        }
        return switch (value.paramLabel()) {
            case "FILE", "FILE|ID", "IN", "OUT" -> Known.FILE;
            case "DIR", "INDIR", "OUTDIR" -> Known.DIRECTORY;
            case "URL" -> Known.STORE;
            case "SITE" -> Known.SITE;
            case "SITE|URL" -> Known.SITE_OR_STORE;
            case "APP" -> Known.APP;
            case "ID" -> Known.BACKUP;
            case "AGE",
                    "CMD",
                    "GLOB",
                    "N%",
                    "NAME",
                    "NAME=DIR",
                    "NEW",
                    "PATH",
                    "PATTERN",
                    "PERIOD",
                    "TEXT",
                    "V",
                    "WHEN" -> Known.ANYTHING;
            default ->
                throw new IllegalStateException("nobody said what to offer for " + value.paramLabel()
                        + ", such as the names of sites or nothing");
        };
    }
}
