package org.holdfast.engine;

import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.SerializationFeature;
import tools.jackson.databind.json.JsonMapper;

/// Records and maps as JSON and back. Unknown members are ignored, so an older program reads what a newer one wrote.
/// Thread-safe.
public final class Json {
    private static final JsonMapper COMPACT = JsonMapper.builder().build();
    private static final JsonMapper PRETTY =
            JsonMapper.builder().enable(SerializationFeature.INDENT_OUTPUT).build();

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

    /// @throws JacksonException if it is not JSON of that form
    static <T> @Nullable T read(String json, Class<T> type) {
        return COMPACT.readValue(json, type);
    }

    /// @throws JacksonException if it is not JSON of that form
    static <T> @Nullable T read(byte[] json, Class<T> type) {
        return COMPACT.readValue(json, type);
    }
}
