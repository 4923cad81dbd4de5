package org.holdfast.cli;

import java.io.IOException;
import java.util.concurrent.Callable;

/// A command that does something.
interface HoldfastCommand extends Callable<Integer> {
    CommonOptions common();

    /// @return the exit code
    @Override
    Integer call() throws IOException;
}
