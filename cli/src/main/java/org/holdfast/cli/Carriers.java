package org.holdfast.cli;

/// The threads that carry virtual ones. A virtual thread that works with files does not give its carrier back before it
/// waits for something else, and Java has as many carriers as processors: a few large files would hold up all else that
/// is to be done meanwhile for as long as they take, answers of a server, signs of life of a lock, ends of time limits,
/// and transfers to another site.
final class Carriers {
    /// Read once, by whatever is the first to start a virtual thread; see [java.lang.Thread].
    private static final String PARALLELISM = "jdk.virtualThreadScheduler.parallelism";

    /// As many as Java makes at most by itself, and more than there is ever to be done at once. It makes those that it
    /// needs.
    private static final int MOST = 256;

    private Carriers() {}

    /// Has Java make as many as are needed. To be called before the first virtual thread starts.
    static void provide() {
        if (System.getProperty(PARALLELISM) == null) {
            System.setProperty(PARALLELISM, Integer.toString(MOST));
        }
    }
}
