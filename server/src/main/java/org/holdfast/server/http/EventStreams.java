package org.holdfast.server.http;

import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServerResponse;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.holdfast.engine.Json;
import org.holdfast.server.job.JobFeed;

/// Sends events as they come (server-sent events). Looks for news a few times a second, and not while the receiver is
/// behind, so that a slow one costs nothing but its own news. Used on event loops only.
final class EventStreams {
    private static final int MOST = 200;
    private static final long PERIOD_MILLIS = 250;
    private static final int QUIET_PERIODS = 60;

    private final Vertx vertx;
    private final AtomicInteger open = new AtomicInteger();

    EventStreams(Vertx vertx) {
        this.vertx = vertx;
    }

    void stream(Exchange exchange, JobFeed feed, Sender sender) {
        if (open.incrementAndGet() > MOST) {
            open.decrementAndGet();
            sender.send(exchange, Errors.answer(503, "locked", "too many streams are open", "close some"));
            return;
        }
        HttpServerResponse response = exchange.response();
        response.setChunked(true).putHeader("Content-Type", "text/event-stream");
        int[] quiet = {0};
        long timer = vertx.setPeriodic(0, PERIOD_MILLIS, id -> {
            if (response.closed() || response.ended() || response.writeQueueFull()) {
                return;
            }
            List<JobFeed.News> news = feed.poll();
            if (!news.isEmpty()) {
                quiet[0] = 0;
                response.write(text(news));
            } else if (++quiet[0] % QUIET_PERIODS == 0) {
                response.write(": still here\n\n");
            }
            if (feed.isOver()) {
                vertx.cancelTimer(id);
                response.end();
            }
        });
        // Called once, however the stream ends.
        response.closeHandler(_ -> {
            vertx.cancelTimer(timer);
            open.decrementAndGet();
        });
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
