package org.holdfast.engine.run;

import java.time.InstantSource;
import org.holdfast.engine.StateDirectory;
import org.holdfast.engine.hooks.HookRunner;

/// What all of a run works with.
record RunParts(
        OpenSites sites,
        StateDirectory state,
        HookRunner hooks,
        RunListener listener,
        InstantSource clock,
        Deadlines deadlines) {}
