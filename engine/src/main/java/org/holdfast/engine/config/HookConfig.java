package org.holdfast.engine.config;

import java.time.Duration;
import java.util.Optional;

/// A shell command to run.
///
/// @param command as it stands in the file: variables in it are the shell's to replace
/// @param timeout after which it is given up; empty: as hooks usually are
public record HookConfig(String command, Optional<Duration> timeout) {}
