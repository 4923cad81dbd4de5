package org.holdfast.backends.s3;

import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Function;

/// The cells of one line of the table of providers, by the names of their columns. Every error names the line.
final class Row {
    private static final String NONE = "-";

    private final int line;
    private final Map<String, String> cells;

    private Row(int line, Map<String, String> cells) {
        this.line = line;
        this.cells = cells;
    }

    /// @param line its number, from 1
    /// @throws IllegalArgumentException unless there is one value for each column
    static Row of(int line, List<String> columns, List<String> values) {
        if (columns.size() != values.size()) {
            throw new IllegalArgumentException("providers.txt:" + line + ": has " + values.size()
                    + " values, but there are " + columns.size() + " columns");
        }
        Map<String, String> cells = new HashMap<>();
        for (int i = 0; i < columns.size(); i++) {
            cells.put(columns.get(i), values.get(i));
        }
        return new Row(line, cells);
    }

    String text(String column) {
        return optional(column).orElseThrow(() -> wrong(column, "must not be empty"));
    }

    Optional<String> optional(String column) {
        return Optional.of(cell(column)).filter(cell -> !cell.equals(NONE));
    }

    List<String> list(String column) {
        return optional(column).map(cell -> List.of(cell.split(",", -1))).orElse(List.of());
    }

    /// A whole number that is at least `least`.
    int number(String column, int least) {
        int number = parse(column, Integer::parseInt);
        if (number < least) {
            throw wrong(column, "must be at least " + least);
        }
        return number;
    }

    /// Bytes.
    long size(String column) {
        return parse(column, ByteSize::parse);
    }

    /// One of two words.
    boolean flag(String column, String whenTrue, String whenFalse) {
        String cell = cell(column);
        if (!cell.equals(whenTrue) && !cell.equals(whenFalse)) {
            throw wrong(column, "must be " + whenTrue + " or " + whenFalse);
        }
        return cell.equals(whenTrue);
    }

    /// A constant, written small and with hyphens.
    <E extends Enum<E>> E constant(String column, Class<E> type) {
        return parse(column, word -> spelt(word, type));
    }

    <E extends Enum<E>> List<E> constants(String column, Class<E> type) {
        return list(column).stream()
                .map(word -> {
                    try {
                        return spelt(word, type);
                    } catch (IllegalArgumentException e) {
                        throw wrong(column, message(e));
                    }
                })
                .toList();
    }

    /// @throws IllegalArgumentException that names line and column if `parser` throws one
    <T> T parse(String column, Function<String, T> parser) {
        try {
            return parser.apply(cell(column));
        } catch (NumberFormatException _) {
            throw wrong(column, "is no whole number");
        } catch (IllegalArgumentException e) {
            throw wrong(column, message(e));
        }
    }

    IllegalArgumentException wrong(String column, String why) {
        return new IllegalArgumentException(
                "providers.txt:" + line + ": " + column + ": '" + cell(column) + "': " + why);
    }

    private String cell(String column) {
        return Objects.requireNonNull(cells.get(column), column);
    }

    private static <E extends Enum<E>> E spelt(String word, Class<E> type) {
        return Arrays.stream(type.getEnumConstants())
                .filter(constant -> written(constant).equals(word))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("is none of "
                        + Arrays.stream(type.getEnumConstants())
                                .map(Row::written)
                                .toList()));
    }

    private static String written(Enum<?> constant) {
        return constant.name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    private static String message(IllegalArgumentException e) {
        return Objects.requireNonNullElse(e.getMessage(), e.toString());
    }
}
