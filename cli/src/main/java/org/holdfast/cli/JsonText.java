package org.holdfast.cli;

import java.util.Base64;
import java.util.Map;
import org.holdfast.engine.Json;
import org.holdfast.names.BytePath;
import org.holdfast.names.ByteText;

/// How results become JSON. Stateless; thread-safe.
final class JsonText {
    private JsonText() {}

    static String line(Object value) {
        return Json.line(value);
    }

    /// Puts a name that may be no text: `NAME`, or in base64 as `NAME64`, since JSON has no bytes. As in manifests.
    static void putName(Map<String, Object> fields, String member, byte[] name) {
        if (ByteText.isUtf8(name)) {
            fields.put(member, ByteText.decode(name));
            return;
        }
        fields.put(member + "64", Base64.getEncoder().encodeToString(name));
    }

    static void putPath(Map<String, Object> fields, BytePath path) {
        putName(fields, "path", path.bytes());
    }
}
