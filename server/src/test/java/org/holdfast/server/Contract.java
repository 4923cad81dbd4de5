package org.holdfast.server;

import java.io.IOException;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.holdfast.engine.Json;
import org.holdfast.testkit.JsonSchemas;
import org.jspecify.annotations.Nullable;

/// The OpenAPI document of the server, against which its answers are held.
final class Contract {
    private static final String NAME = "openapi.json";
    private static final String JSON = "application/json";

    private final Map<String, Object> document;
    private final JsonSchemas schemas;

    Contract(byte[] document) throws IOException {
        this.document = Json.object(document, NAME);
        this.schemas = new JsonSchemas(Map.of(NAME, this.document));
    }

    private static Map<?, ?> map(@Nullable Object value, String where) {
        if (value instanceof Map<?, ?> map) {
            return map;
        }
        throw new AssertionError("no object at " + where);
    }

    Map<?, ?> paths() {
        return map(document.get("paths"), "paths");
    }

    /// Makes sure that an answer is as the document says.
    ///
    /// @param path as it was asked for, without a query
    void check(String method, String path, int status, String body) {
        String template = template(method, path);
        String verb = method.toLowerCase(Locale.ROOT);
        Map<?, ?> operation = map(map(paths().get(template), template).get(verb), verb);
        Map<?, ?> responses = map(operation.get("responses"), "responses");
        String answer = String.valueOf(status);
        if (!responses.containsKey(answer)) {
            if (status < 400) {
                throw new AssertionError(method + " " + path + " answers " + status + ", which nobody knows");
            }
            answer = "default";
        }
        Map<?, ?> content = map(map(responses.get(answer), answer).get("content"), "content");
        if (!content.containsKey(JSON) || map(content.get(JSON), JSON).isEmpty()) {
            return;
        }
        String pointer = pointer("paths", template, verb, "responses", answer, "content", JSON, "schema");
        List<String> wrong = schemas.wrong(NAME, pointer, body);
        if (!wrong.isEmpty()) {
            throw new AssertionError(method + " " + path + ": " + wrong + " in " + body);
        }
    }

    private static String pointer(String... steps) {
        StringBuilder pointer = new StringBuilder();
        for (String step : steps) {
            pointer.append('/').append(step.replace("~", "~0").replace("/", "~1"));
        }
        return pointer.toString();
    }

    private String template(String method, String path) {
        for (Map.Entry<?, ?> entry : paths().entrySet()) {
            String template = String.valueOf(entry.getKey());
            if (path.matches(template.replaceAll("\\{[^}]+}", "[^/]+"))
                    && map(entry.getValue(), template).containsKey(method.toLowerCase(Locale.ROOT))) {
                return template;
            }
        }
        throw new AssertionError("the document does not know " + method + " " + path);
    }
}
