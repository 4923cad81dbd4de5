package org.holdfast.engine.notify;

import java.io.IOException;
import java.net.ConnectException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpTimeoutException;
import java.time.Duration;

/// A notice as a POST to one target. Thread-safe.
final class WebhookDelivery implements Delivery {
    private static final Duration CONNECT = Duration.ofSeconds(10);

    private final NotifyTarget.Webhook target;
    private final Duration patience;
    private final Duration pause;

    WebhookDelivery(NotifyTarget.Webhook target) {
        this(target, Duration.ofSeconds(20), Duration.ofSeconds(5));
    }

    /// @param patience with each answer
    /// @param pause before the second and last attempt
    WebhookDelivery(NotifyTarget.Webhook target, Duration patience, Duration pause) {
        this.target = target;
        this.patience = patience;
        this.pause = pause;
    }

    @Override
    public void deliver(Notice notice, Occasion occasion) throws IOException, InterruptedException {
        HttpRequest request = HttpRequest.newBuilder(target.url())
                .timeout(patience)
                .header("Content-Type", "application/json")
                .header("User-Agent", "holdfast")
                .POST(HttpRequest.BodyPublishers.ofByteArray(WebhookBody.of(notice, occasion)))
                .build();
        // A redirection could carry a secret to where it does not belong.
        HttpClient client = HttpClient.newBuilder()
                .version(HttpClient.Version.HTTP_1_1)
                .followRedirects(HttpClient.Redirect.NEVER)
                .connectTimeout(CONNECT)
                .build();
        try {
            int status = status(client, request);
            if (status >= 500) {
                Thread.sleep(pause);
                status = status(client, request);
            }
            judge(status);
        } finally {
            client.shutdownNow();
        }
    }

    /// Failures are told in words of our own, since those of the library may hold the URL.
    private int status(HttpClient client, HttpRequest request) throws IOException, InterruptedException {
        try {
            return client.send(request, HttpResponse.BodyHandlers.discarding()).statusCode();
        } catch (HttpTimeoutException _) {
            throw new IOException("the webhook did not answer in time");
        } catch (ConnectException _) {
            throw new IOException("the webhook's host cannot be reached");
        } catch (IOException e) {
            throw new IOException(
                    "the connection to the webhook failed (" + e.getClass().getSimpleName() + ")");
        }
    }

    private static void judge(int status) throws IOException {
        if (status >= 300 && status < 400) {
            throw new IOException("the webhook answered " + status + ", a redirection; name the place it leads to");
        }
        if (status < 200 || status >= 400) {
            throw new IOException("the webhook answered " + status);
        }
    }
}
