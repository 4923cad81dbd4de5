package org.holdfast.cli;

import java.util.LinkedHashMap;
import java.util.Map;
import org.holdfast.engine.RestorePreview;
import org.holdfast.names.BytePath;

/// A restore's dry run, as it is printed.
sealed interface RestorePreviewer extends RestorePreview {
    /// Prints what adds it up.
    void end();

    static RestorePreviewer text(Output output, boolean summary) {
        return new AsText(output, summary);
    }

    static RestorePreviewer json(Results results) {
        return new AsJson(results.listing("changes"));
    }

    /// One line an entry.
    final class AsText implements RestorePreviewer {
        private final Output output;
        private final boolean summary;
        private long entries;
        private long bytes;
        private long removals;

        private AsText(Output output, boolean summary) {
            this.output = output;
            this.summary = summary;
        }

        @Override
        public void restore(BytePath path, long size) {
            entries++;
            bytes += size;
            output.result("restore  " + path);
        }

        @Override
        public void remove(BytePath path) {
            removals++;
            output.result("remove   " + path);
        }

        @Override
        public void end() {
            if (summary) {
                output.result("would restore " + entries + (entries == 1 ? " entry (" : " entries (") + Text.size(bytes)
                        + "), remove " + removals + "; nothing was changed");
            }
        }
    }

    /// One document.
    final class AsJson implements RestorePreviewer {
        private final Results.Listing listing;
        private long entries;
        private long bytes;
        private long removals;

        private AsJson(Results.Listing listing) {
            this.listing = listing;
        }

        @Override
        public void restore(BytePath path, long size) {
            entries++;
            bytes += size;
            Map<String, Object> fields = new LinkedHashMap<>();
            fields.put("action", "restore");
            JsonText.putPath(fields, path);
            fields.put("size", size);
            listing.add(fields);
        }

        @Override
        public void remove(BytePath path) {
            removals++;
            Map<String, Object> fields = new LinkedHashMap<>();
            fields.put("action", "remove");
            JsonText.putPath(fields, path);
            listing.add(fields);
        }

        private record Summary(long wouldRestore, long wouldRestoreBytes, long wouldRemove) {}

        @Override
        public void end() {
            listing.end("summary", new Summary(entries, bytes, removals));
        }
    }
}
