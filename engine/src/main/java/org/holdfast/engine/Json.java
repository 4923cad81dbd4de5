package org.holdfast.engine;

import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.OptionalInt;
import org.holdfast.engine.state.RecordJson;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.databind.SerializationFeature;
import tools.jackson.databind.json.JsonMapper;

/// Records and maps as JSON and back. Unknown members are ignored, so an older program reads what a newer one wrote.
/// Thread-safe.
public final class Json {
    private static final JsonMapper COMPACT = RecordJson.mapper().build();
    private static final JsonMapper PRETTY =
            RecordJson.mapper().enable(SerializationFeature.INDENT_OUTPUT).build();

    private Json() {}

    /// One line, without a line end.
    public static String line(Object value) {
        return COMPACT.writeValueAsString(value);
    }

    /// Indented, in UTF-8, with a line end.
    public static byte[] pretty(Object value) {
        return (PRETTY.writeValueAsString(value) + "\n").getBytes(StandardCharsets.UTF_8);
    }

    /// The members that a value has as a JSON object, in their order.
    @SuppressWarnings("unchecked")
    public static Map<String, Object> members(Object value) {
        return COMPACT.convertValue(value, LinkedHashMap.class);
    }

    /// The members of a JSON object that others wrote: text, numbers, flags, lists and objects.
    ///
    /// @param name what it is, for messages
    /// @throws BackupException MISCONFIGURED if it is none
    @SuppressWarnings("unchecked")
    public static Map<String, Object> object(byte[] json, String name) throws BackupException {
        try {
            Map<String, Object> members = COMPACT.readValue(json, LinkedHashMap.class);
            if (members != null) {
                return members;
            }
        } catch (JacksonException _) {
            // Said below, without what it is, which may be a secret.
        }
        throw new BackupException(Failure.MISCONFIGURED, name + " is no JSON object", "");
    }

    /// A whole number among the members of an object, which is read up to there and no further; empty if there is none.
    ///
    /// @throws JacksonException if it is no JSON object, or the member is no such number
    static OptionalInt number(byte[] json, String member) {
        try (JsonParser parser = COMPACT.createParser(json)) {
            if (parser.nextToken() == JsonToken.START_OBJECT) {
                for (String name = parser.nextName(); name != null; name = parser.nextName()) {
                    parser.nextToken();
                    if (name.equals(member)) {
                        return OptionalInt.of(parser.getIntValue());
                    }
                    parser.skipChildren();
                }
            }
            return OptionalInt.empty();
        }
    }

    /// @throws JacksonException if it is not JSON of that form
    static <T> @Nullable T read(String json, Class<T> type) {
        return COMPACT.readValue(json, type);
    }

    /// @throws JacksonException if it is not JSON of that form
    static <T> @Nullable T read(byte[] json, Class<T> type) {
        return COMPACT.readValue(json, type);
    }
}
