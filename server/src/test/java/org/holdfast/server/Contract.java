package org.holdfast.server;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.holdfast.engine.Json;

/// The OpenAPI document of the server, against which its answers are held. Knows the parts of JSON Schema that the
/// document uses, and fails on others.
final class Contract {
    private static final Set<String> KNOWN = Set.of(
            "$ref",
            "type",
            "properties",
            "required",
            "additionalProperties",
            "items",
            "enum",
            "format",
            "oneOf",
            "description");

    private final Map<String, Object> document;

    Contract(byte[] document) throws IOException {
        this.document = Json.object(document, "openapi.json");
    }

    private static Map<?, ?> map(@org.jspecify.annotations.Nullable Object value, String where) {
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
    void check(String method, String path, int status, String body) throws IOException {
        Map<?, ?> operation = operation(method, path);
        Map<?, ?> responses = map(operation.get("responses"), "responses");
        Object response = responses.get(String.valueOf(status));
        if (response == null && status < 400) {
            throw new AssertionError(method + " " + path + " answers " + status + ", which the document does not know");
        }
        Object content = map(response == null ? responses.get("default") : response, "response")
                .get("content");
        Object json = map(content, "content").get("application/json");
        if (json == null || map(json, "schema").isEmpty()) {
            return;
        }
        Map<String, Object> value = Json.object(body.getBytes(StandardCharsets.UTF_8), "the answer");
        List<String> wrong = new ArrayList<>();
        check(map(map(json, "json").get("schema"), "schema"), value, "", wrong);
        if (!wrong.isEmpty()) {
            throw new AssertionError(method + " " + path + ": " + wrong + " in " + body);
        }
    }

    private Map<?, ?> operation(String method, String path) {
        for (Map.Entry<?, ?> entry : paths().entrySet()) {
            String pattern = String.valueOf(entry.getKey()).replaceAll("\\{[^}]+}", "[^/]+");
            if (path.matches(pattern)) {
                Object operation = map(entry.getValue(), path).get(method.toLowerCase(java.util.Locale.ROOT));
                if (operation != null) {
                    return map(operation, path);
                }
            }
        }
        throw new AssertionError("the document does not know " + method + " " + path);
    }

    private void check(
            Map<?, ?> schema, @org.jspecify.annotations.Nullable Object value, String where, List<String> wrong) {
        if (!KNOWN.containsAll(schema.keySet())) {
            throw new AssertionError("unknown words in " + schema.keySet());
        }
        if (schema.get("$ref") instanceof String reference) {
            Map<?, ?> schemas =
                    map(map(document.get("components"), "components").get("schemas"), "schemas");
            check(map(schemas.get(reference.replaceFirst(".*/", "")), reference), value, where, wrong);
            return;
        }
        if (schema.get("oneOf") instanceof List<?> several) {
            boolean fits = several.stream().anyMatch(one -> {
                List<String> found = new ArrayList<>();
                check(map(one, where), value, where, found);
                return found.isEmpty();
            });
            if (!fits) {
                wrong.add(where + " is none of several");
            }
            return;
        }
        Object type = schema.get("type");
        List<?> types = type instanceof List<?> several ? several : List.of(String.valueOf(type));
        if (types.stream().noneMatch(one -> isOf(String.valueOf(one), value))) {
            wrong.add(where + " is not of " + types + ": " + value);
            return;
        }
        if (schema.get("enum") instanceof List<?> constants && !constants.contains(value)) {
            wrong.add(where + " is not one of " + constants + ": " + value);
        }
        if ("date-time".equals(schema.get("format")) && value instanceof String text) {
            if (!text.matches("\\d{4}-\\d\\d-\\d\\dT\\d\\d:\\d\\d:\\d\\d(\\.\\d+)?Z")) {
                wrong.add(where + " is no time: " + text);
            }
        }
        if (value instanceof List<?> items) {
            Map<?, ?> of = map(schema.get("items"), where);
            items.forEach(item -> check(of, item, where + "[]", wrong));
        }
        if (value instanceof Map<?, ?> members) {
            members(schema, members, where, wrong);
        }
    }

    private void members(Map<?, ?> schema, Map<?, ?> members, String where, List<String> wrong) {
        Map<?, ?> properties = schema.containsKey("properties") ? map(schema.get("properties"), where) : Map.of();
        if (schema.get("required") instanceof List<?> required) {
            required.stream()
                    .filter(name -> !members.containsKey(name))
                    .forEach(name -> wrong.add(where + "." + name + " is missing"));
        }
        members.forEach((name, value) -> {
            Object property = properties.get(name);
            if (property != null) {
                check(map(property, where), value, where + "." + name, wrong);
            } else if (schema.get("additionalProperties") instanceof Map<?, ?> others) {
                check(others, value, where + "." + name, wrong);
            } else if (Boolean.FALSE.equals(schema.get("additionalProperties"))) {
                wrong.add(where + "." + name + " is unknown");
            }
        });
    }

    private static boolean isOf(String type, @org.jspecify.annotations.Nullable Object value) {
        return switch (type) {
            case "object" -> value instanceof Map<?, ?>;
            case "array" -> value instanceof List<?>;
            case "string" -> value instanceof String;
            case "integer" -> value instanceof Integer || value instanceof Long;
            case "boolean" -> value instanceof Boolean;
            case "null" -> value == null;
            default -> throw new AssertionError("unknown type " + type);
        };
    }
}
