package org.holdfast.engine.log;

/// Text of any origin on one line, with what could end the line, move a cursor or hide made visible. Stateless;
/// thread-safe.
public final class Visible {
    private Visible() {}

    public static String of(String text) {
        if (text.codePoints().allMatch(Visible::isHarmless)) {
            return text;
        }
        StringBuilder line = new StringBuilder(text.length() + 16);
        text.codePoints().forEach(c -> {
            if (isHarmless(c)) {
                line.appendCodePoint(c);
            } else if (Character.getType(c) == Character.SURROGATE) {
                // Stands for a byte that is no UTF-8.
                line.append(String.format("\\x%02x", c & 0xff));
            } else {
                line.append(c < 0x100 ? String.format("\\x%02x", c) : String.format("\\u%04x", c));
            }
        });
        return line.toString();
    }

    private static boolean isHarmless(int c) {
        return switch (Character.getType(c)) {
            case Character.CONTROL,
                    Character.FORMAT,
                    Character.LINE_SEPARATOR,
                    Character.PARAGRAPH_SEPARATOR,
                    Character.SURROGATE -> false;
            default -> true;
        };
    }
}
