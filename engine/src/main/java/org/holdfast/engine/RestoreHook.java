package org.holdfast.engine;

import org.holdfast.engine.hooks.Hook;
import org.holdfast.engine.hooks.HookOutput;
import org.holdfast.engine.hooks.HookRunner;

/// What runs after a restore, when all files are in place, with the dumps of the backup in `HOLDFAST_DUMP_DIR`.
///
/// @param output hears what it prints
public record RestoreHook(Hook hook, HookRunner runner, HookOutput output) {}
