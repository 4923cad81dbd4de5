package org.holdfast.engine.notify;

/// Text of any origin as one line of a mail or of JSON: nothing in it can begin a new line, hide, or reorder what is
/// shown. Stateless; thread-safe.
final class OneLine {
    private OneLine() {}

    static String of(String text) {
        StringBuilder line = new StringBuilder(text.length());
        text.codePoints().map(OneLine::harmless).forEach(line::appendCodePoint);
        return line.toString().strip();
    }

    private static int harmless(int c) {
        return switch (Character.getType(c)) {
            case Character.CONTROL, Character.FORMAT, Character.LINE_SEPARATOR, Character.PARAGRAPH_SEPARATOR -> ' ';
            // Stands for a byte that is no UTF-8.
            case Character.SURROGATE -> '?';
            default -> c;
        };
    }
}
