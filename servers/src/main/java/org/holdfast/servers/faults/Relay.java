package org.holdfast.servers.faults;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.util.function.LongConsumer;

/// Moves one body from here to there.
///
/// @param length of the body; -1 if nobody knows
/// @param counted told how many bytes are about to be passed on
/// @param last told before the last of them is
record Relay(BodyReader from, BodyWriter to, long length, Meddling meddling, LongConsumer counted, Runnable last) {
    private static final int SLICES_PER_SECOND = 20;

    /// Whether the whole body was passed on, as opposed to having been stopped.
    boolean run() throws IOException {
        byte[] buffer = new byte[WireInput.BUFFER];
        long passed = 0;
        for (int read = from.read(buffer); read >= 0; read = from.read(buffer)) {
            boolean stops = meddling.stopsWithin(passed + read);
            int kept = stops ? (int) (meddling.stop() - passed) : read;
            if (stops) {
                meddling.hit().run();
            }
            flip(buffer, passed, kept);
            counted.accept(kept);
            if (stops || passed + read == length) {
                last.run();
            }
            write(buffer, kept, passed == 0);
            passed += kept;
            if (stops) {
                return false;
            }
        }
        last.run();
        to.end(from.trailers());
        return true;
    }

    private void flip(byte[] buffer, long passed, int length) {
        long at = meddling.flip() - passed;
        if (meddling.flip() >= 0 && at >= 0 && at < length) {
            meddling.hit().run();
            buffer[(int) at] ^= 1;
        }
    }

    private void write(byte[] buffer, int length, boolean first) throws IOException {
        if (meddling.rate() == 0) {
            to.write(buffer, 0, length);
            return;
        }
        if (first) {
            meddling.hit().run();
        }
        int slice = (int) Math.max(1, meddling.rate() / SLICES_PER_SECOND);
        for (int from = 0; from < length; from += slice) {
            int size = Math.min(slice, length - from);
            to.write(buffer, from, size);
            pause(1000L * size / meddling.rate());
        }
    }

    private static void pause(long millis) throws IOException {
        try {
            Thread.sleep(millis);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new InterruptedIOException("the proxy closes");
        }
    }
}
