package org.holdfast.server.http;

import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;
import org.holdfast.engine.BackupException;
import org.holdfast.engine.Failure;
import org.jspecify.annotations.Nullable;

/// The parameters of a request. Stateless.
final class Query {
    private Query() {}

    /// @throws BackupException MISCONFIGURED if one is there twice, or not encoded as it must be
    static Map<String, String> parse(@Nullable String query) throws BackupException {
        Map<String, String> parameters = new LinkedHashMap<>();
        if (query == null || query.isEmpty()) {
            return parameters;
        }
        for (String pair : query.split("&", -1)) {
            int equals = pair.indexOf('=');
            try {
                String name = URLDecoder.decode(equals < 0 ? pair : pair.substring(0, equals), StandardCharsets.UTF_8);
                String value = URLDecoder.decode(equals < 0 ? "" : pair.substring(equals + 1), StandardCharsets.UTF_8);
                if (parameters.put(name, value) != null) {
                    throw Fields.wrong(name, "is there twice");
                }
            } catch (IllegalArgumentException e) {
                throw new BackupException(
                        Failure.MISCONFIGURED, "the query is not percent-encoded", "", java.util.List.of(), e);
            }
        }
        return parameters;
    }
}
