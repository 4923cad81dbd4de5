package org.holdfast.server.http;

import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServerResponse;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BooleanSupplier;
import org.holdfast.engine.Json;
import org.holdfast.server.job.JobFeed;

/// Sends events as they come (server-sent events). Looks for news a few times a second, and not while the receiver is
/// behind, so that a slow one costs nothing but its own news. Used on event loops only.
final class EventStreams {
    private static final int MOST = 200;
    private static final long PERIOD_MILLIS = 250;
    private static final int QUIET_PERIODS = 60;

    /// How long a receiver may take nothing: ten minutes.
    private static final int STUCK_PERIODS = 2400;

    private final Vertx vertx;
    private final AtomicInteger open = new AtomicInteger();

    EventStreams(Vertx vertx) {
        this.vertx = vertx;
    }

    void stream(Exchange exchange, Answer.Events events, Sender sender) {
        HttpServerResponse response = exchange.response();
        if (response.closed() || response.ended()) {
            // Whoever asked is gone, and nobody would tell of it any more.
            return;
        }
        if (open.incrementAndGet() > MOST) {
            open.decrementAndGet();
            sender.send(exchange, Errors.answer(503, "locked", "too many streams are open", "close some"));
            return;
        }
        response.setChunked(true).putHeader("Content-Type", "text/event-stream");
        new Following(exchange, events).begin();
    }

    /// One stream. How it ends is told in several ways, and in none for certain, so each of them may finish it.
    private final class Following {
        private final Exchange exchange;
        private final HttpServerResponse response;
        private final JobFeed feed;
        private final BooleanSupplier allowed;
        private long timer;
        private int quiet;
        private int stuck;
        private boolean finished;

        Following(Exchange exchange, Answer.Events events) {
            this.exchange = exchange;
            this.response = exchange.response();
            this.feed = events.feed();
            this.allowed = events.allowed();
        }

        void begin() {
            response.closeHandler(_ -> finish());
            timer = vertx.setPeriodic(0, PERIOD_MILLIS, _ -> look());
        }

        private void look() {
            if (response.closed() || response.ended()) {
                finish();
            } else if (!allowed.getAsBoolean()) {
                end();
            } else if (!response.writeQueueFull()) {
                stuck = 0;
                send(feed.poll());
            } else if (++stuck == STUCK_PERIODS) {
                exchange.request().connection().close();
            }
        }

        private void send(List<JobFeed.News> news) {
            if (!news.isEmpty()) {
                quiet = 0;
                response.write(text(news));
            } else if (++quiet % QUIET_PERIODS == 0) {
                response.write(": still here\n\n");
            }
            if (feed.isOver()) {
                end();
            }
        }

        private void end() {
            finish();
            exchange.end(Buffer.buffer());
        }

        private void finish() {
            if (!finished) {
                finished = true;
                vertx.cancelTimer(timer);
                open.decrementAndGet();
            }
        }
    }

    private static String text(List<JobFeed.News> news) {
        StringBuilder text = new StringBuilder();
        for (JobFeed.News one : news) {
            one.id().ifPresent(id -> text.append("id: ").append(id).append('\n'));
            text.append("event: ").append(one.name()).append('\n');
            text.append("data: ").append(Json.line(one.members())).append("\n\n");
        }
        return text.toString();
    }
}
