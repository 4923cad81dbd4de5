package org.holdfast.engine;

/// Whose backups: an app's, or those of the server as a whole, which hold its settings and refer to its apps'.
public sealed interface Subject permits AppId, Subject.Server {
    /// What the names of all that is its begin with in a store: `app_blog`, `box`.
    String stem();

    /// For people: `app blog`.
    String words();

    /// As an argument of `holdfast unlock`. An app may be called `box`, too.
    String argument();

    /// The server as a whole; there is one in a store.
    record Server() implements Subject {
        static final String STEM = "box";

        @Override
        public String stem() {
            return STEM;
        }

        @Override
        public String words() {
            return "the server's own backup";
        }

        @Override
        public String argument() {
            return "--server";
        }

        @Override
        public String toString() {
            return STEM;
        }
    }
}
