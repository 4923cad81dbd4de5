package org.holdfast.backends.s3.wire;

import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.StringJoiner;

/// One HTTP request, signed.
///
/// @param host without a port
/// @param port -1 for the scheme's usual one
/// @param path encoded
/// @param query neither encoded; a value is empty where there is none
/// @param headers their names in lower case
/// @param content empty for requests that have none, which is another thing than one of no bytes
/// @param slow whether the service may work on it for long before it says anything
public record Outgoing(
        String method,
        String scheme,
        String host,
        int port,
        String path,
        SortedMap<String, String> query,
        Map<String, String> headers,
        Optional<Content> content,
        boolean slow) {
    /// As in the header `Host`.
    String authority() {
        return authority(host, port);
    }

    static String authority(String host, int port) {
        return port < 0 ? host : host + ":" + port;
    }

    /// The whole address. A word of the query without a value has no equals sign, as services expect of `?uploads`.
    public String uri() {
        StringJoiner words = new StringJoiner("&", "?", "").setEmptyValue("");
        query.forEach((name, value) ->
                words.add(UriText.encode(name) + (value.isEmpty() ? "" : "=" + UriText.encode(value))));
        return scheme + "://" + authority() + path + words;
    }
}
