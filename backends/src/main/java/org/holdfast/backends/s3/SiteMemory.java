package org.holdfast.backends.s3;

/// Keeps what was [Learned] of a site from one run to the next. Thread-safe.
public interface SiteMemory {
    /// Of one who forgets at once.
    SiteMemory NONE = new SiteMemory() {
        @Override
        public Learned recall() {
            return Learned.NOTHING;
        }

        @Override
        public void learn(Learned all, String news) {}
    };

    Learned recall();

    /// Called whenever something new was learned, or people are to be told something, once for each thing.
    ///
    /// @param all what is known now
    /// @param news what is new, for people: one line, lower case; empty for what nobody need be told
    void learn(Learned all, String news);
}
