package org.holdfast.cli;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import org.holdfast.engine.BackupException;
import org.holdfast.engine.Failure;
import picocli.CommandLine.Option;

/// Where an app's mapped directories go.
final class DirectoryOption {
    @Option(
            names = "--directory",
            paramLabel = "NAME=DIR",
            description = {
                "Where a mapped directory goes, by its name at the top of the backup. May be given several times.",
                "Default: where the configuration has it, if an app is imported or cloned, else where dumps go."
            })
    private List<String> directories = new ArrayList<>();

    boolean isGiven() {
        return !directories.isEmpty();
    }

    /// The places by name.
    ///
    /// @throws BackupException MISCONFIGURED if one is not `NAME=DIR`, or named twice
    SortedMap<String, Path> places() throws BackupException {
        TreeMap<String, Path> parsed = new TreeMap<>();
        for (String directory : directories) {
            int equals = directory.indexOf('=');
            if (equals < 1 || equals == directory.length() - 1) {
                throw new BackupException(Failure.MISCONFIGURED, "--directory " + directory + " is not NAME=DIR", "");
            }
            String name = directory.substring(0, equals);
            if (parsed.put(name, Stores.path(directory.substring(equals + 1))) != null) {
                throw new BackupException(
                        Failure.MISCONFIGURED, "--directory " + name + " is given twice", "leave out one of them");
            }
        }
        return parsed;
    }
}
