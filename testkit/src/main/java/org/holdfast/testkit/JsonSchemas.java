package org.holdfast.testkit;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.json.JsonMapper;

/// JSON Schemas that refer to each other, against which JSON is held. Knows the words that ours use, and fails on
/// others, so that none is ignored. Remembers which members it has met. Thread-safe.
public final class JsonSchemas {
    private static final JsonMapper MAPPER = JsonMapper.builder().build();

    private static final Set<String> KNOWN = Set.of(
            "$schema",
            "$ref",
            "$defs",
            "title",
            "description",
            "type",
            "properties",
            "required",
            "additionalProperties",
            "items",
            "enum",
            "const",
            "format",
            "anyOf",
            "contentMediaType");
    private static final Pattern TIME = Pattern.compile("\\d{4}-\\d\\d-\\d\\dT\\d\\d:\\d\\d:\\d\\d(\\.\\d+)?Z");

    private final Map<String, Map<?, ?>> documents;
    private final Set<String> seen = ConcurrentHashMap.newKeySet();

    /// Reads them all.
    ///
    /// @param directory with files `*.schema.json`
    public JsonSchemas(Path directory) throws IOException {
        this(read(directory));
    }

    /// @param documents by name; schemas, or documents that have schemas in them
    public JsonSchemas(Map<String, Map<?, ?>> documents) {
        this.documents = new TreeMap<>(documents);
    }

    private static Map<String, Map<?, ?>> read(Path directory) throws IOException {
        Map<String, Map<?, ?>> documents = new TreeMap<>();
        try (Stream<Path> files = Files.list(directory)) {
            for (Path file : files.toList()) {
                documents.put(String.valueOf(file.getFileName()), MAPPER.readValue(Files.readString(file), Map.class));
            }
        }
        return documents;
    }

    /// The names of the files.
    public Set<String> names() {
        return Collections.unmodifiableSet(documents.keySet());
    }

    /// The schema in a file.
    ///
    /// @throws AssertionError if there is no such file
    public Map<?, ?> document(String name) {
        Map<?, ?> document = documents.get(name);
        if (document == null) {
            throw new AssertionError("there is no schema " + name);
        }
        return document;
    }

    /// What is wrong with a JSON text; nothing if it is as the schema says.
    ///
    /// @param document the name of the schema's file
    /// @throws JacksonException if it is no JSON
    public List<String> wrong(String document, String json) {
        return wrong(new Check(document, document(document), ""), json);
    }

    /// The same with a schema that a document has somewhere in it.
    ///
    /// @param pointer to the schema (RFC 6901)
    public List<String> wrong(String document, String pointer, String json) {
        return wrong(referred(document, pointer), json);
    }

    private List<String> wrong(Check check, String json) {
        Object value = MAPPER.readValue(json, Object.class);
        List<String> wrong = new ArrayList<>();
        Set<String> met = new HashSet<>();
        check.check(value, "", wrong, met);
        if (wrong.isEmpty()) {
            seen.addAll(met);
        }
        return wrong;
    }

    /// The members that a schema describes, and that no value had that was found right.
    public Set<String> unseen(String document) {
        Set<String> all = new TreeSet<>();
        new Check(document, document(document), "").members(all);
        all.removeAll(seen);
        return all;
    }

    private Check referred(String document, String pointer) {
        Object part = document(document);
        for (String step : pointer.substring(1).split("/", -1)) {
            part = part instanceof Map<?, ?> map
                    ? map.get(step.replace("~1", "/").replace("~0", "~"))
                    : null;
        }
        if (part instanceof Map<?, ?> map) {
            return new Check(document, map, pointer);
        }
        throw new AssertionError("there is no schema at " + document + "#" + pointer);
    }

    /// A part of a document.
    private final class Check {
        private final String document;
        private final Map<?, ?> schema;
        private final String pointer;

        Check(String document, Map<?, ?> schema, String pointer) {
            this.document = document;
            this.schema = schema;
            this.pointer = pointer;
            if (!KNOWN.containsAll(schema.keySet())) {
                throw new AssertionError("unknown words in " + document + "#" + pointer + ": " + schema.keySet());
            }
        }

        Check inner(@Nullable Object part, Object step) {
            if (part instanceof Map<?, ?> map) {
                return new Check(document, map, pointer + "/" + step);
            }
            throw new AssertionError("no schema at " + document + "#" + pointer + "/" + step);
        }

        void check(@Nullable Object value, String where, List<String> wrong, Set<String> met) {
            if (schema.isEmpty()) {
                return;
            }
            if (schema.get("$ref") instanceof String reference) {
                int hash = reference.indexOf('#');
                referred(hash == 0 ? document : reference.substring(0, hash), reference.substring(hash + 1))
                        .check(value, where, wrong, met);
                return;
            }
            if (schema.get("anyOf") instanceof List<?> several) {
                any(several, value, where, wrong, met);
                return;
            }
            if (schema.containsKey("const") && !Objects.equals(schema.get("const"), value)) {
                wrong.add(where + " is not " + schema.get("const") + ": " + value);
                return;
            }
            if (schema.get("enum") instanceof List<?> constants && !constants.contains(value)) {
                wrong.add(where + " is not one of " + constants + ": " + value);
                return;
            }
            Object type = schema.get("type");
            List<?> types = type instanceof List<?> several ? several : type == null ? List.of() : List.of(type);
            if (type != null && types.stream().noneMatch(one -> isOf(String.valueOf(one), value))) {
                wrong.add(where + " is not of " + types + ": " + value);
                return;
            }
            if ("date-time".equals(schema.get("format"))
                    && value instanceof String text
                    && !TIME.matcher(text).matches()) {
                wrong.add(where + " is no time: " + text);
            }
            if (value instanceof List<?> list) {
                Check items = inner(schema.get("items"), "items");
                list.forEach(item -> items.check(item, where + "[]", wrong, met));
            }
            if (value instanceof Map<?, ?> map) {
                object(map, where, wrong, met);
            }
        }

        private void any(List<?> several, @Nullable Object value, String where, List<String> wrong, Set<String> met) {
            List<String> all = new ArrayList<>();
            for (int i = 0; i < several.size(); i++) {
                List<String> found = new ArrayList<>();
                Set<String> here = new HashSet<>();
                inner(several.get(i), "anyOf/" + i).check(value, where, found, here);
                if (found.isEmpty()) {
                    met.addAll(here);
                    return;
                }
                all.addAll(found);
            }
            wrong.add(where + " is none of several: " + all);
        }

        private void object(Map<?, ?> value, String where, List<String> wrong, Set<String> met) {
            Map<?, ?> properties = schema.get("properties") instanceof Map<?, ?> map ? map : Map.of();
            if (schema.get("required") instanceof List<?> required) {
                required.stream()
                        .filter(name -> !value.containsKey(name))
                        .forEach(name -> wrong.add(where + "." + name + " is missing"));
            }
            value.forEach((name, member) -> {
                Object property = properties.get(name);
                if (property != null) {
                    met.add(document + "#" + pointer + "/" + name);
                    inner(property, name).check(member, where + "." + name, wrong, met);
                } else if (schema.get("additionalProperties") instanceof Map<?, ?> others) {
                    inner(others, "*").check(member, where + "." + name, wrong, met);
                } else if (Boolean.FALSE.equals(schema.get("additionalProperties"))) {
                    wrong.add(where + "." + name + " is unknown");
                } else {
                    throw new AssertionError(document + "#" + pointer + " does not say whether it knows all members");
                }
            });
        }

        private void members(Set<String> all) {
            if (schema.get("properties") instanceof Map<?, ?> properties) {
                properties.forEach((name, property) -> {
                    all.add(document + "#" + pointer + "/" + name);
                    inner(property, name).members(all);
                });
            }
            if (schema.get("items") instanceof Map<?, ?> items) {
                inner(items, "items").members(all);
            }
            if (schema.get("additionalProperties") instanceof Map<?, ?> others) {
                inner(others, "*").members(all);
            }
            if (schema.get("anyOf") instanceof List<?> several) {
                for (int i = 0; i < several.size(); i++) {
                    inner(several.get(i), "anyOf/" + i).members(all);
                }
            }
            if (schema.get("$defs") instanceof Map<?, ?> parts) {
                parts.forEach((name, part) -> inner(part, "$defs/" + name).members(all));
            }
        }
    }

    private static boolean isOf(String type, @Nullable Object value) {
        return switch (type) {
            case "object" -> value instanceof Map<?, ?>;
            case "array" -> value instanceof List<?>;
            case "string" -> value instanceof String;
            case "integer" -> value instanceof Integer || value instanceof Long;
            case "number" -> value instanceof Number;
            case "boolean" -> value instanceof Boolean;
            case "null" -> value == null;
            default -> throw new AssertionError("unknown type " + type);
        };
    }
}
