package org.holdfast.server.http;

import io.vertx.core.buffer.Buffer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Map;

/// The dashboard: a few files that hold nothing secret, so that anybody may have them. Stateless.
final class Pages {
    private static final String CACHE = "no-cache";
    private static final Map<String, String> TYPES = Map.of(
            "html", "text/html; charset=utf-8",
            "css", "text/css; charset=utf-8",
            "js", "text/javascript; charset=utf-8",
            "svg", "image/svg+xml");

    /// What there is, by name. Nothing else is looked up, so nothing else can be had.
    private static final List<String> ASSETS = List.of(
            "style.css",
            "login.js",
            "app.js",
            "api.js",
            "dom.js",
            "format.js",
            "plot.js",
            "follow.js",
            "dialogs.js",
            "views.js",
            "icon.svg");

    private Pages() {}

    static List<Route> routes() {
        List<Route> routes = new java.util.ArrayList<>();
        routes.add(page("/", "index.html"));
        routes.add(page("/login", "login.html"));
        ASSETS.forEach(name -> routes.add(page("/assets/" + name, name)));
        return routes;
    }

    private static Route page(String path, String name) {
        Answer answer = read(name);
        return new Route("GET", path, true, _ -> answer);
    }

    private static Answer read(String name) {
        try {
            String type = TYPES.get(name.substring(name.lastIndexOf('.') + 1));
            return new Answer.Content(
                    200,
                    String.valueOf(type),
                    Buffer.buffer(Api.resource("web/" + name)),
                    Map.of("Cache-Control", CACHE));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
