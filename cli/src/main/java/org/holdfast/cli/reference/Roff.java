package org.holdfast.cli.reference;

import java.util.List;
import java.util.Locale;

/// A page in the language of man(7). Whatever is handed in is text, of which nothing is taken for a request.
final class Roff {
    private final StringBuilder page = new StringBuilder();

    /// @param name the page's, such as `holdfast-doctor`
    /// @param date as `2026-11-01`
    Roff(String name, String date, String source, String manual) {
        page.append(".TH ")
                .append(quoted(name.toUpperCase(Locale.ROOT)))
                .append(" 1 ")
                .append(date)
                .append(' ')
                .append(quoted(source))
                .append(' ')
                .append(quoted(manual))
                .append("\n.nh\n.ad l\n");
    }

    Roff section(String title) {
        page.append(".SH ").append(title).append('\n');
        return this;
    }

    Roff paragraph() {
        page.append(".PP\n");
        return this;
    }

    /// A line of text, in which fonts may change.
    Roff line(String markup) {
        page.append(markup.startsWith(".") || markup.startsWith("'") ? "\\&" : "")
                .append(markup)
                .append('\n');
        return this;
    }

    /// What is described below it.
    Roff term(String markup) {
        page.append(".TP\n");
        return line(markup);
    }

    /// Whether terms follow each other without empty lines.
    void tight(boolean tight) {
        page.append(tight ? ".PD 0\n" : ".PD\n");
    }

    /// One more paragraph of what describes a term.
    Roff further() {
        page.append(".IP\n");
        return this;
    }

    /// Lines as they are.
    Roff literal(List<String> lines) {
        page.append(".nf\n.RS 4\n");
        lines.forEach(line -> line(text(line)));
        page.append(".RE\n.fi\n");
        return this;
    }

    static String text(String text) {
        StringBuilder out = new StringBuilder(text.length() + 16);
        text.codePoints()
                .forEach(c -> out.append(
                        switch (c) {
                            case '\\' -> "\\e";
                            case '-' -> "\\-";
                            case '\'' -> "\\(aq";
                            case '`' -> "\\(ga";
                            case '^' -> "\\(ha";
                            case '~' -> "\\(ti";
                            default -> c < 0x80 ? Character.toString(c) : String.format("\\[u%04X]", c);
                        }));
        return out.toString();
    }

    static String bold(String text) {
        return "\\fB" + text(text) + "\\fR";
    }

    static String italic(String text) {
        return "\\fI" + text(text) + "\\fR";
    }

    private static String quoted(String text) {
        return '"' + text(text).replace("\"", "\\(dq") + '"';
    }

    @Override
    public String toString() {
        return page.toString();
    }
}
