package org.holdfast.cli;

import java.io.PrintStream;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.holdfast.engine.Json;
import org.holdfast.engine.config.ConfigurationView;
import org.holdfast.engine.view.Members;
import org.holdfast.names.ByteText;

/// The forms in which commands print what they found.
final class Results {
    private final Output output;

    Results(Output output) {
        this.output = output;
    }

    /// One JSON document.
    void document(Object value) {
        output.clearLive();
        output.out().writeBytes(Json.pretty(value));
    }

    /// What a configuration says: YAML, as it has it, or a JSON document.
    void settings(Map<String, Object> view, boolean json) {
        if (json) {
            document(view);
            return;
        }
        ConfigurationView.yaml(view).lines().forEach(output::result);
    }

    /// Names and values below each other.
    void fields(Map<String, String> fields) {
        int width = fields.keySet().stream().mapToInt(String::length).max().orElse(0);
        fields.forEach((name, value) -> output.result((pad(name, width, false) + "  " + value).stripTrailing()));
    }

    /// A file name. A terminal gets it readable, anything else exactly.
    ///
    /// @param name lossless text
    void name(String name, boolean json) {
        if (json) {
            Map<String, Object> result = new LinkedHashMap<>();
            Members.putName(result, "name", ByteText.encode(name));
            document(result);
            return;
        }
        if (output.outIsTerminal()) {
            output.result(Text.printable(name));
            return;
        }
        output.out().writeBytes(ByteText.encode(name + "\n"));
    }

    /// Columns as wide as they must be, two spaces apart.
    ///
    /// @param rightAligned the columns of numbers
    void table(List<String> head, List<List<String>> rows, List<Integer> rightAligned) {
        List<List<String>> all = new ArrayList<>();
        all.add(head);
        all.addAll(rows);
        int[] widths = new int[head.size()];
        for (List<String> row : all) {
            for (int i = 0; i < widths.length; i++) {
                widths[i] = Math.max(widths[i], row.get(i).length());
            }
        }
        for (List<String> row : all) {
            StringBuilder line = new StringBuilder();
            for (int i = 0; i < widths.length; i++) {
                line.append(i == 0 ? "" : "  ").append(pad(row.get(i), widths[i], rightAligned.contains(i)));
            }
            output.row(line.toString().stripTrailing());
        }
    }

    /// A JSON document with one long array, written as it comes, one member a line.
    Listing listing(String array) {
        return new Listing(output.out(), array);
    }

    /// See [#listing(String)].
    static final class Listing {
        private final PrintStream out;
        private boolean empty = true;

        private Listing(PrintStream out, String array) {
            this.out = out;
            out.print("{\"" + array + "\": [");
        }

        void add(Map<String, ?> member) {
            out.print((empty ? "\n" : ",\n") + Json.line(member));
            empty = false;
        }

        /// Closes the array and adds one more member behind it.
        void end(String member, Object value) {
            end(Map.of(member, value));
        }

        /// Closes the array and adds more members behind it.
        void end(Map<String, ?> members) {
            out.print("\n]");
            members.forEach((name, value) -> out.print(", \"" + name + "\": " + Json.line(value)));
            out.print("}\n");
        }
    }

    private static String pad(String text, int width, boolean right) {
        String space = " ".repeat(Math.max(0, width - text.length()));
        return right ? space + text : text + space;
    }
}
