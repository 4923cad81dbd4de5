package org.holdfast.engine.hooks;

/// Receives what a hook prints, one line after the other, on a thread of the runner.
@FunctionalInterface
public interface HookOutput {
    HookOutput NONE = _ -> {};

    /// A line of its standard output or standard error, as [org.holdfast.names.ByteText#printable] shows it. A
    /// long one comes in several pieces.
    void line(String line);
}
