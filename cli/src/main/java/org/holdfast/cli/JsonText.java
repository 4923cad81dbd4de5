package org.holdfast.cli;

import org.holdfast.engine.Json;

/// How results become JSON. Stateless; thread-safe.
final class JsonText {
    private JsonText() {}

    static String line(Object value) {
        return Json.line(value);
    }
}
