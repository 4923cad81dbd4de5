package org.holdfast.cli;

import java.util.LinkedHashMap;
import java.util.Map;
import org.holdfast.engine.RestorePreview;
import org.holdfast.engine.notify.SizeText;
import org.holdfast.engine.view.Members;
import org.holdfast.names.BytePath;

/// A restore's dry run, as it is printed.
sealed interface RestorePreviewer extends RestorePreview {
    /// Prints what adds it up.
    void end();

    static RestorePreviewer text(Output output, Messages messages, boolean summary) {
        return new AsText(output, messages, summary);
    }

    static RestorePreviewer json(Results results, Messages messages) {
        return new AsJson(results.listing("changes"), messages);
    }

    /// One line an entry.
    final class AsText implements RestorePreviewer {
        private final Output output;
        private final Messages messages;
        private final boolean summary;
        private long entries;
        private long bytes;
        private long removals;

        private AsText(Output output, Messages messages, boolean summary) {
            this.output = output;
            this.messages = messages;
            this.summary = summary;
        }

        @Override
        public void noticed(String message) {
            messages.warning(message);
        }

        @Override
        public void restore(BytePath path, long size) {
            entries++;
            bytes += size;
            output.row("restore  " + path);
        }

        @Override
        public void remove(BytePath path) {
            removals++;
            output.row("remove   " + path);
        }

        @Override
        public void end() {
            if (summary) {
                output.result("would restore " + entries + (entries == 1 ? " entry (" : " entries (")
                        + SizeText.of(bytes) + "), remove " + removals + "; nothing was changed");
            }
        }
    }

    /// One document.
    final class AsJson implements RestorePreviewer {
        private final Results.Listing listing;
        private final Messages messages;
        private long entries;
        private long bytes;
        private long removals;

        private AsJson(Results.Listing listing, Messages messages) {
            this.listing = listing;
            this.messages = messages;
        }

        @Override
        public void noticed(String message) {
            messages.warning(message);
        }

        @Override
        public void restore(BytePath path, long size) {
            entries++;
            bytes += size;
            Map<String, Object> fields = new LinkedHashMap<>();
            fields.put("action", "restore");
            Members.putPath(fields, path);
            fields.put("size", size);
            listing.add(fields);
        }

        @Override
        public void remove(BytePath path) {
            removals++;
            Map<String, Object> fields = new LinkedHashMap<>();
            fields.put("action", "remove");
            Members.putPath(fields, path);
            listing.add(fields);
        }

        private record Summary(long wouldRestore, long wouldRestoreBytes, long wouldRemove) {}

        @Override
        public void end() {
            listing.end("summary", new Summary(entries, bytes, removals));
        }
    }
}
