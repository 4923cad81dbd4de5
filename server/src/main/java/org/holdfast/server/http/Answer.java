package org.holdfast.server.http;

import io.vertx.core.buffer.Buffer;
import java.io.IOException;
import java.io.OutputStream;
import java.util.Map;
import java.util.function.BooleanSupplier;
import org.holdfast.server.job.JobFeed;

/// What a request is answered with.
sealed interface Answer {
    /// A JSON document.
    record Document(int status, Object value, Map<String, String> headers) implements Answer {
        static Document ok(Object value) {
            return new Document(200, value, Map.of());
        }

        /// Something was begun that goes on.
        static Document accepted(Object value) {
            return new Document(202, value, Map.of());
        }
    }

    /// Bytes of some type.
    record Content(int status, String type, Buffer content, Map<String, String> headers) implements Answer {}

    /// A file to be kept, sent as it comes.
    ///
    /// @param name lossless text
    record Download(String name, Body body) implements Answer {}

    /// Writes what is sent. Writing waits for whoever receives it.
    @FunctionalInterface
    interface Body {
        void writeTo(OutputStream out) throws IOException;
    }

    /// Events as they come, until there are no more or somebody ends it.
    ///
    /// @param allowed whether whoever follows them may still do so; asked again and again
    record Events(JobFeed feed, BooleanSupplier allowed) implements Answer {}
}
