package org.holdfast.engine.hooks;

import java.nio.file.Path;
import java.util.Optional;

/// One run of a hook, and what it is told. None of it is secret.
///
/// @param app the app's id
/// @param dumpDirectory where dumps go to or come from; `HOLDFAST_DUMP_DIR`
/// @param dataDirectory the working directory; `HOLDFAST_DATA_DIR`
/// @param error why the backup failed, `HOLDFAST_ERROR`; for [HookKind#FAILED] and [HookKind#FINALLY]
public record HookRun(
        HookKind kind,
        Hook hook,
        String app,
        String version,
        Path dumpDirectory,
        Path dataDirectory,
        Optional<String> error) {}
