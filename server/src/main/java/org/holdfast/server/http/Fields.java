package org.holdfast.server.http;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import org.holdfast.engine.BackupException;
import org.holdfast.engine.Failure;
import org.jspecify.annotations.Nullable;

/// The members of an object that somebody sent. Those that nobody asks for are refused by [#end()]. Confined to one
/// thread.
final class Fields {
    private static final int MOST_CHARACTERS = 4000;
    private static final int MOST_ITEMS = 1000;

    private final Map<String, ?> members;
    private final Set<String> known = new HashSet<>();

    Fields(Map<String, ?> members) {
        this.members = members;
    }

    private Optional<Object> member(String name) {
        known.add(name);
        return Optional.ofNullable(members.get(name));
    }

    /// @throws BackupException MISCONFIGURED if it is missing or no text, as do the others
    String text(String name) throws BackupException {
        return optionalText(name).orElseThrow(() -> wrong(name, "is missing"));
    }

    Optional<String> optionalText(String name) throws BackupException {
        Optional<Object> member = member(name);
        if (member.isEmpty()) {
            return Optional.empty();
        }
        return Optional.of(text(name, member.get()));
    }

    /// A line for people; an empty one is none.
    Optional<String> line(String name) throws BackupException {
        Optional<String> text = optionalText(name).filter(line -> !line.isEmpty());
        if (text.isPresent() && text.get().codePoints().anyMatch(Fields::isUnfit)) {
            throw wrong(name, "must be one line, without control characters");
        }
        return text;
    }

    /// Whether a character ends or changes a line, or is half a character.
    private static boolean isUnfit(int c) {
        return switch (Character.getType(c)) {
            case Character.CONTROL, Character.LINE_SEPARATOR, Character.PARAGRAPH_SEPARATOR, Character.SURROGATE ->
                true;
            default -> false;
        };
    }

    private static String text(String name, @Nullable Object member) throws BackupException {
        if (!(member instanceof String text) || text.length() > MOST_CHARACTERS || text.indexOf('\0') >= 0) {
            throw wrong(name, "must be a text of at most " + MOST_CHARACTERS + " characters");
        }
        return text;
    }

    boolean flag(String name, boolean otherwise) throws BackupException {
        Optional<Object> member = member(name);
        if (member.isEmpty()) {
            return otherwise;
        }
        if (member.get() instanceof Boolean flag) {
            return flag;
        }
        if (member.get().equals("true") || member.get().equals("false")) {
            return member.get().equals("true");
        }
        throw wrong(name, "must be true or false");
    }

    int number(String name, int least, int most, int otherwise) throws BackupException {
        Optional<Object> member = member(name);
        if (member.isEmpty()) {
            return otherwise;
        }
        String text = String.valueOf(member.get());
        if (text.matches("[0-9]{1,9}")) {
            int number = Integer.parseInt(text);
            if (number >= least && number <= most) {
                return number;
            }
        }
        throw wrong(name, "must be a number from " + least + " to " + most);
    }

    List<String> texts(String name) throws BackupException {
        Optional<Object> member = member(name);
        if (member.isEmpty()) {
            return List.of();
        }
        if (!(member.get() instanceof List<?> list) || list.size() > MOST_ITEMS) {
            throw wrong(name, "must be a list of at most " + MOST_ITEMS + " texts");
        }
        List<String> texts = new ArrayList<>();
        for (Object item : list) {
            texts.add(text(name, item));
        }
        return texts;
    }

    /// An object of texts.
    Map<String, String> textsByName(String name) throws BackupException {
        Map<String, String> texts = new TreeMap<>();
        for (Map.Entry<?, ?> entry : object(name).orElse(Map.of()).entrySet()) {
            texts.put(String.valueOf(entry.getKey()), text(name, entry.getValue()));
        }
        return texts;
    }

    Optional<Map<?, ?>> object(String name) throws BackupException {
        Optional<Object> member = member(name);
        if (member.isEmpty()) {
            return Optional.empty();
        }
        if (!(member.get() instanceof Map<?, ?> map) || map.size() > MOST_ITEMS) {
            throw wrong(name, "must be an object");
        }
        return Optional.of(map);
    }

    <E extends Enum<E>> E constant(String name, Class<E> type, E otherwise) throws BackupException {
        Optional<String> text = optionalText(name);
        if (text.isEmpty()) {
            return otherwise;
        }
        for (E constant : type.getEnumConstants()) {
            if (constant.name()
                    .toLowerCase(java.util.Locale.ROOT)
                    .replace('_', '-')
                    .equals(text.get())) {
                return constant;
            }
        }
        throw wrong(
                name,
                "must be one of "
                        + String.join(
                                ", ",
                                java.util.Arrays.stream(type.getEnumConstants())
                                        .map(constant -> constant.name()
                                                .toLowerCase(java.util.Locale.ROOT)
                                                .replace('_', '-'))
                                        .toList()));
    }

    /// @throws BackupException MISCONFIGURED if there is anything that nobody asked for
    void end() throws BackupException {
        for (String name : members.keySet()) {
            if (!known.contains(name)) {
                throw wrong(name, "is unknown here");
            }
        }
    }

    static BackupException wrong(String name, String why) {
        return new BackupException(Failure.MISCONFIGURED, "\"" + name + "\" " + why, "see /api/openapi.json");
    }
}
