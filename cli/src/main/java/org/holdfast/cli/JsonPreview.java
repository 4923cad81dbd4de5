package org.holdfast.cli;

import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import org.holdfast.engine.view.Members;
import org.holdfast.format.Preview;
import org.holdfast.names.BytePath;
import org.holdfast.sync.Skip;

/// A dry run as a JSON document.
final class JsonPreview implements Preview {
    private final Results.Listing listing;
    private final PreviewTotals totals = new PreviewTotals();

    JsonPreview(Results.Listing listing) {
        this.listing = listing;
    }

    @Override
    public void upload(BytePath path, long size) {
        totals.upload(size);
        add("upload", path, Map.of("size", size));
    }

    @Override
    public void keep(BytePath path, long size) {
        totals.keep(size);
        add("keep", path, Map.of("size", size));
    }

    @Override
    public void remove(BytePath path) {
        totals.remove();
        add("remove", path, Map.of());
    }

    @Override
    public void skipped(Skip skip) {
        totals.skip();
        add("skip", skip.path(), Map.of("reason", skip.reason().name().toLowerCase(Locale.ROOT)));
    }

    @Override
    public void excluded(BytePath path) {
        add("exclude", path, Map.of());
    }

    private void add(String action, BytePath path, Map<String, ?> more) {
        Map<String, Object> fields = new LinkedHashMap<>();
        fields.put("action", action);
        Members.putPath(fields, path);
        fields.putAll(more);
        listing.add(fields);
    }

    void end() {
        listing.end("summary", totals.sums());
    }
}
