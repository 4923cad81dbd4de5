package org.holdfast.engine;

/// Whose backups: an app's, or those of the server as a whole, which hold its settings and refer to its apps'.
public sealed interface Subject permits AppId, Subject.Server {
    /// What the names of all that is its begin with in a store: `app_blog`, `box`.
    String stem();

    /// For people: `app blog`.
    String words();

    /// The one that people mean by `box` or an app's id.
    ///
    /// @throws BackupException MISCONFIGURED if it can be no id
    static Subject named(String text) throws BackupException {
        return text.equals(Server.STEM) ? new Server() : AppId.of(text);
    }

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
        public String toString() {
            return STEM;
        }
    }
}
