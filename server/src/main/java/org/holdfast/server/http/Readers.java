package org.holdfast.server.http;

import java.io.IOException;
import java.io.OutputStream;
import java.util.List;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.holdfast.engine.BackupException;
import org.holdfast.engine.Failure;

/// Lets a few read backups at the same time, since each derives a key and holds a manifest, and more send what they
/// read, which costs a file on the disk: so whoever only waits for a slow receiver holds nobody else. Thread-safe.
final class Readers {
    private static final int MOST_READING = 4;
    private static final int MOST_SENDING = 32;
    private static final long PATIENCE_SECONDS = 30;

    private final Semaphore reading = new Semaphore(MOST_READING, true);
    private final Semaphore sending = new Semaphore(MOST_SENDING);

    /// Waits for a while until it may read.
    ///
    /// @throws BackupException LOCKED if it may not
    Turn begin() throws BackupException {
        try {
            if (!reading.tryAcquire(PATIENCE_SECONDS, TimeUnit.SECONDS)) {
                throw tooMany("too many read backups at the same time");
            }
        } catch (InterruptedException e) {
            throw new BackupException(Failure.INTERRUPTED, "interrupted", "", List.of(), e);
        }
        return new Turn();
    }

    private static BackupException tooMany(String message) {
        return new BackupException(Failure.LOCKED, message, "try again in a while");
    }

    /// The turn of one reader. Confined to one thread.
    final class Turn implements AutoCloseable {
        private Semaphore held = reading;

        /// What is read to be sent: from the first byte on, somebody else may read.
        OutputStream sending(OutputStream out) {
            return new OutputStream() {
                @Override
                public void write(int b) throws IOException {
                    send();
                    out.write(b);
                }

                @Override
                public void write(byte[] bytes, int offset, int length) throws IOException {
                    send();
                    out.write(bytes, offset, length);
                }

                @Override
                public void flush() throws IOException {
                    out.flush();
                }
            };
        }

        private void send() throws BackupException {
            if (held.equals(sending)) {
                return;
            }
            if (!sending.tryAcquire()) {
                throw tooMany("too many files are being sent");
            }
            held.release();
            held = sending;
        }

        @Override
        public void close() {
            held.release();
        }
    }
}
