package org.holdfast.server.http;

import io.vertx.core.Context;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;

/// A request, and the event loop that it belongs to.
record Exchange(HttpServerRequest request, Context context) {
    HttpServerResponse response() {
        return request.response();
    }

    /// Does something on its event loop: at once if that is where we are.
    void onLoop(Runnable work) {
        if (context.equals(Vertx.currentContext())) {
            work.run();
        } else {
            context.runOnContext(_ -> work.run());
        }
    }
}
