package org.holdfast.cli;

import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.util.ArrayList;
import java.util.List;
import org.holdfast.engine.BackupException;
import org.holdfast.engine.Failure;
import org.holdfast.names.ByteText;
import org.holdfast.sync.Excludes;

/// What `--exclude-from` and `--exclude` say together.
///
/// @param files lossless text, as `patterns`
record ExcludeOptions(List<String> files, List<String> given) {
    /// Those of the files first, so that what is given by itself has the last word.
    List<String> patterns() throws BackupException {
        List<String> patterns = new ArrayList<>();
        for (String file : files) {
            patterns.addAll(Excludes.lines(read(file)));
        }
        patterns.addAll(given);
        return patterns;
    }

    private static byte[] read(String file) throws BackupException {
        try {
            return Files.readAllBytes(Stores.path(file));
        } catch (IOException e) {
            String why =
                    switch (e) {
                        case NoSuchFileException _ -> "it does not exist";
                        case AccessDeniedException _ -> "permission denied";
                        case IOException _ -> String.valueOf(e.getMessage());
                    };
            throw new BackupException(
                    Failure.MISCONFIGURED,
                    "cannot read the patterns in " + ByteText.printable(ByteText.encode(file)) + ": " + why,
                    "name a file with one pattern a line",
                    List.of(),
                    e);
        }
    }
}
