package org.holdfast.cli;

/// The threads that carry virtual ones. A virtual thread that works with files gives its carrier back only when it
/// waits for something else, and Java has as many carriers as processors: a few large files would hold up, for as
/// long as they take, all else that is to be done meanwhile: answers of a server, signs of life of a lock, ends of
/// time limits, and transfers to another site.
final class Carriers {
    /// Read once, by whatever is the first to start a virtual thread; see [java.lang.Thread].
    private static final String PARALLELISM = "jdk.virtualThreadScheduler.parallelism";

    /// For each site as many files are worked with at once as there are processors, or twice as many behind a
    /// network: several sites leave some. Java makes those that it needs; with 256, a run of 5000 small files to a
    /// bucket took 3 MiB more memory, and a tenth more of the processor's time.
    private static final int A_PROCESSOR = 4;

    private static final int LEAST = 8;

    private Carriers() {}

    /// Has Java make as many as are needed. To be called before the first virtual thread starts.
    static void provide() {
        if (System.getProperty(PARALLELISM) == null) {
            int most = Math.max(LEAST, A_PROCESSOR * Runtime.getRuntime().availableProcessors());
            System.setProperty(PARALLELISM, Integer.toString(most));
        }
    }
}
