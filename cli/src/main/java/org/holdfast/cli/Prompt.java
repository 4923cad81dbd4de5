package org.holdfast.cli;

import java.util.Optional;
import org.holdfast.engine.BackupException;

/// Somebody at a terminal who can be asked for a secret.
@FunctionalInterface
interface Prompt {
    /// What was typed, unseen; empty if there is nobody to ask. The caller clears the array.
    ///
    /// @throws BackupException INTERRUPTED if the input ended instead of an answer
    Optional<char[]> ask(String question) throws BackupException;
}
