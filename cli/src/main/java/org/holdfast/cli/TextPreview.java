package org.holdfast.cli;

import org.holdfast.engine.notify.SizeText;
import org.holdfast.format.Preview;
import org.holdfast.names.BytePath;
import org.holdfast.sync.Skip;

/// A dry run as one line a path and a line that adds them up.
final class TextPreview implements Preview {
    private final Output output;
    private final Messages messages;
    private final boolean verbose;
    private final PreviewTotals totals = new PreviewTotals();

    /// @param verbose whether what would stay as it is has a line too
    TextPreview(Output output, Messages messages, boolean verbose) {
        this.output = output;
        this.messages = messages;
        this.verbose = verbose;
    }

    @Override
    public void upload(BytePath path, long size) {
        totals.upload(size);
        output.row("upload  " + path);
    }

    @Override
    public void keep(BytePath path, long size) {
        totals.keep(size);
        if (verbose) {
            output.row("keep    " + path);
        }
    }

    @Override
    public void noticed(String message) {
        messages.warning(message);
    }

    @Override
    public void remove(BytePath path) {
        totals.remove();
        output.row("remove  " + path);
    }

    @Override
    public void skipped(Skip skip) {
        totals.skip();
        messages.warning(Remarks.describe(skip));
    }

    @Override
    public void excluded(BytePath path) {
        output.row("exclude " + path);
    }

    String summary() {
        PreviewTotals.Sums sums = totals.sums();
        return "would upload " + Text.files(sums.wouldUpload()) + " (" + SizeText.of(sums.wouldUploadBytes())
                + "), keep "
                + sums.wouldKeep() + " (" + SizeText.of(sums.wouldKeepBytes()) + "), remove " + sums.wouldRemove()
                + "; nothing was written";
    }
}
