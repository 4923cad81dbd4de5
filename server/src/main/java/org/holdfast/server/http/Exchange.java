package org.holdfast.server.http;

import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;

/// A request, the event loop that it belongs to, and what else its connection is waited for.
record Exchange(HttpServerRequest request, Context context, Arrivals arrivals) {
    HttpServerResponse response() {
        return request.response();
    }

    /// Sends the last part of the answer. On its event loop only.
    Future<Void> end(Buffer last) {
        arrivals.answered(request);
        return response().end(last).onComplete(_ -> arrivals.taken());
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
