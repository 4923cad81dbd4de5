package org.holdfast.cli;

import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.function.Consumer;
import org.holdfast.engine.SiteStep;
import org.jspecify.annotations.Nullable;

/// Steps of a look at a store, one line each as they end, the verdict first; or members of a JSON array. Confined to
/// one thread.
final class SiteSteps implements Consumer<SiteStep> {
    /// As wide as the longest verdict.
    private static final String LINE = "%-7s  %s";

    private final Output output;
    private final Results.@Nullable Listing listing;

    /// @param json whether the steps become the array `steps` of a document that [#end] completes
    SiteSteps(Output output, boolean json) {
        this.output = output;
        this.listing = json ? new Results(output).listing("steps") : null;
    }

    @Override
    public void accept(SiteStep step) {
        if (listing != null) {
            listing.add(fields(step));
            return;
        }
        String detail = step.detail().isEmpty() ? "" : ": " + step.detail();
        output.result(String.format(Locale.ROOT, LINE, lower(step.verdict()), step.name() + detail));
        if (!step.hint().isEmpty()) {
            output.result(String.format(Locale.ROOT, LINE, "", "hint: " + step.hint()));
        }
        // Some steps take long, and the result is otherwise sent at the end.
        output.out().flush();
    }

    /// Completes the document, if it is one.
    void end(String member, Object value) {
        if (listing != null) {
            listing.end(member, value);
        }
    }

    private static Map<String, Object> fields(SiteStep step) {
        Map<String, Object> fields = new LinkedHashMap<>();
        fields.put("name", step.name());
        fields.put("verdict", lower(step.verdict()));
        fields.put("detail", step.detail());
        fields.put("hint", step.hint());
        return fields;
    }

    private static String lower(Enum<?> value) {
        return value.name().toLowerCase(Locale.ROOT);
    }
}
