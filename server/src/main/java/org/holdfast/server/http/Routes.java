package org.holdfast.server.http;

import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// Everything that can be asked for. Immutable.
record Routes(List<Route> all) {
    Routes {
        all = List.copyOf(all);
    }

    /// A route, and what its names stand for.
    record Match(Route route, Map<String, String> parts) {}

    /// The segments of a path, decoded; empty if it is none that a decent client would send.
    static Optional<List<String>> segments(String path) {
        if (!path.startsWith("/")) {
            return Optional.empty();
        }
        List<String> segments = new ArrayList<>();
        for (String segment : path.substring(1).split("/", -1)) {
            try {
                // A plus is a plus in a path.
                segments.add(URLDecoder.decode(segment.replace("+", "%2B"), StandardCharsets.UTF_8));
            } catch (IllegalArgumentException _) {
                return Optional.empty();
            }
        }
        boolean decent = segments.stream()
                .noneMatch(segment -> segment.equals(".") || segment.equals("..") || segment.indexOf('\0') >= 0);
        return decent ? Optional.of(segments) : Optional.empty();
    }

    Optional<Match> find(String method, List<String> segments) {
        for (Route route : all) {
            if (route.method().equals(method)) {
                Optional<Map<String, String>> parts = route.match(segments);
                if (parts.isPresent()) {
                    return Optional.of(new Match(route, parts.get()));
                }
            }
        }
        return Optional.empty();
    }

    /// What else that path can be asked with.
    List<String> methods(List<String> segments) {
        return all.stream()
                .filter(route -> route.match(segments).isPresent())
                .map(Route::method)
                .distinct()
                .toList();
    }
}
