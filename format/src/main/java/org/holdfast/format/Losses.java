package org.holdfast.format;

import java.io.IOException;
import org.holdfast.names.BytePath;

/// Decides whether a backup of which something cannot be read is worth having without it. Thread-safe.
public interface Losses {
    /// Refuses anything that is not whole.
    Losses NONE = new Losses() {
        @Override
        public void lost(BytePath path, IOException why) throws IOException {
            throw why;
        }

        @Override
        public void brokenOff(IOException why) throws IOException {
            throw why;
        }
    };

    /// A file is missing or not what it should be. Returns if the rest is worth having without it.
    ///
    /// @throws IOException `why`, if it is not
    void lost(BytePath path, IOException why) throws IOException;

    /// Nothing after what was read so far can be. Returns if that is worth having.
    ///
    /// @throws IOException `why`, if it is not
    void brokenOff(IOException why) throws IOException;
}
