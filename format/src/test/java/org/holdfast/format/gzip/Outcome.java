package org.holdfast.format.gzip;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// What came out, and what ended it.
final class Outcome {
    /// What is used here, native where the build runs on x86-64.
    static final Inflaters FAST = Inflaters.fast();

    private final byte[] content;
    private final @Nullable IOException failure;

    Outcome(byte[] content, @Nullable IOException failure) {
        this.content = content;
        this.failure = failure;
    }

    static Outcome of(InputStream in) {
        ByteArrayOutputStream content = new ByteArrayOutputStream();
        try {
            in.transferTo(content);
            return new Outcome(content.toByteArray(), null);
        } catch (IOException e) {
            return new Outcome(content.toByteArray(), e);
        }
    }

    static Outcome inParallel(byte[] compressed, Inflaters inflaters, int threads) {
        try (InputStream in = new ParallelGzipInputStream(new ByteArrayInputStream(compressed), inflaters, threads)) {
            return of(in);
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    static Outcome inTurn(byte[] compressed) {
        try (StrictGzipInputStream in = new StrictGzipInputStream(new ByteArrayInputStream(compressed))) {
            return of(in);
        }
    }

    /// What comes of whole data.
    static byte[] plain(byte[] compressed) {
        Outcome outcome = inParallel(compressed, FAST, 2);
        assertThat(outcome.failure).isNull();
        return outcome.content;
    }

    /// For parameterized tests.
    static List<Inflaters> decompressors() {
        return List.of(FAST, Inflaters.portable());
    }

    byte[] content() {
        return content;
    }

    @Nullable
    IOException failure() {
        return failure;
    }

    String text() {
        return content.length + " bytes, " + Arrays.hashCode(content) + ", " + failure;
    }
}
