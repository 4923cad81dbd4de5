package org.holdfast.backends.s3;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.api.BugDetectors;
import com.code_intelligence.jazzer.junit.FuzzTest;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicReference;
import org.holdfast.backends.ObjectKey;
import org.holdfast.backends.Operation;
import org.holdfast.backends.PartialDeleteException;
import org.holdfast.backends.RetryListener;
import org.holdfast.backends.RetryPolicy;
import org.holdfast.backends.StoreException;
import org.holdfast.backends.s3.CannedServer.Reply;

/// Whatever a service answers, over HTTP and through the real SDK. The first byte says what is asked, the second with
/// which status it is answered; the rest is the body.
class ErrorBodyFuzzTest {
    private static final RetryPolicy ONCE = new RetryPolicy(1, Duration.ZERO, Duration.ZERO);
    private static final List<Integer> STATUSES =
            List.of(200, 200, 301, 307, 400, 401, 403, 404, 405, 409, 412, 416, 429, 500, 501, 503, 507, 524);
    private static final List<ObjectKey> KEYS = List.of(Asked.KEY, ObjectKey.of("b"));
    private static final List<String> TYPES = List.of("application/xml", "text/html", "text/plain");

    private final AtomicReference<Reply> reply = new AtomicReference<>(Reply.empty(500));
    private final CannedServer server;

    ErrorBodyFuzzTest() throws IOException {
        server = CannedServer.start(_ -> reply.get());
    }

    @FuzzTest
    void answer(byte[] input) throws Exception {
        if (input.length < 2) {
            return;
        }
        BugDetectors.allowNetworkConnections((host, _) -> host.equals("127.0.0.1") || host.equals("localhost"));
        int asked = input[0] & 0xff;
        int status = STATUSES.get((input[1] & 0xff) % STATUSES.size());
        String type = TYPES.get((input[1] & 0xff) / STATUSES.size() % TYPES.size());
        String body = new String(Arrays.copyOfRange(input, 2, input.length), StandardCharsets.UTF_8);
        reply.set(new Reply(status, Map.of("Content-Type", type), body));
        try (Connection connection = Connection.open(
                Sites.at(server.endpoint()), SiteMemory.NONE, ONCE, RetryListener.NONE, InstantSource.system())) {
            ask(connection, asked);
        } catch (StoreException e) {
            isForPeople(e);
        } catch (PartialDeleteException e) {
            assertThat(e.survivors()).isNotEmpty().isSubsetOf(KEYS);
            isForPeople(e.first());
        }
    }

    private static void isForPeople(StoreException e) {
        assertThat(e.getMessage() + e.hint())
                .matches("\\P{Cntrl}*")
                .doesNotContain(Sites.SECRET)
                .hasSizeLessThan(2000);
        assertThat(e.hint()).isEqualTo(e.hint().strip());
    }

    private static void ask(Connection connection, int asked) throws IOException {
        Operation[] operations = Operation.values();
        int choice = asked % (operations.length + 1);
        if (choice < operations.length) {
            Asked.send(connection, operations[choice]);
            return;
        }
        // Able to, so that the errors of single keys are looked at.
        connection.learn(Ability.BATCH_DELETE, true, "");
        new Deletion(connection, new Lessons(connection), new S3Keys(ObjectKey.of("the/prefix"))).delete(KEYS);
    }
}
