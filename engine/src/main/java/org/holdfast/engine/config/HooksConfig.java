package org.holdfast.engine.config;

import java.util.Optional;

/// What an app wants to be run.
///
/// @param before a backup; its failure is the backup's
/// @param after a backup was made
/// @param failed after a backup failed
/// @param lastly after either; `finally` in the file
/// @param restore after its files were restored
public record HooksConfig(
        Optional<HookConfig> before,
        Optional<HookConfig> after,
        Optional<HookConfig> failed,
        Optional<HookConfig> lastly,
        Optional<HookConfig> restore) {
    static final HooksConfig NONE =
            new HooksConfig(Optional.empty(), Optional.empty(), Optional.empty(), Optional.empty(), Optional.empty());
}
