package org.holdfast.engine.lock;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Optional;
import java.util.UUID;
import org.holdfast.backends.ByteSource;
import org.holdfast.engine.state.RecordJson;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.SerializationFeature;
import tools.jackson.databind.json.JsonMapper;

/// Who holds a lock, as its object says.
///
/// @param token no other lock has it
/// @param activity what it is held for, a few words
/// @param host its name, for people
/// @param process its number, for people and for the same machine
/// @param started by the holder's clock
/// @param expirySeconds how long without a sign of life it counts as held
/// @param boot names the machine since it was started, and what numbers of processes mean there
/// @param processStart tells the process from others of its number
/// @param mutex names what only one process of that machine can hold, and the holder did
public record LockRecord(
        int schema,
        String token,
        String activity,
        String host,
        long process,
        Instant started,
        long expirySeconds,
        Optional<String> boot,
        Optional<String> processStart,
        Optional<String> mutex) {
    static final int SCHEMA = 1;

    /// Far more than a night's hiccup of a network, and less than the time between two backups.
    static final Duration EXPIRY = Duration.ofMinutes(30);

    private static final long LEAST_EXPIRY = 60;
    private static final long LONGEST_EXPIRY = 24L * 60 * 60;
    private static final JsonMapper JSON =
            RecordJson.mapper().enable(SerializationFeature.INDENT_OUTPUT).build();

    static LockRecord of(LockOwner owner, String activity, Instant now, Optional<String> mutex) {
        return new LockRecord(
                SCHEMA,
                hex(UUID.randomUUID()),
                activity,
                owner.host(),
                owner.process(),
                now.truncatedTo(ChronoUnit.SECONDS),
                EXPIRY.toSeconds(),
                owner.boot(),
                owner.processStart(),
                mutex);
    }

    /// The same under another token.
    LockRecord again() {
        return new LockRecord(
                schema,
                hex(UUID.randomUUID()),
                activity,
                host,
                process,
                started,
                expirySeconds,
                boot,
                processStart,
                mutex);
    }

    byte[] bytes() {
        return (JSON.writeValueAsString(this) + "\n").getBytes(StandardCharsets.UTF_8);
    }

    /// To be put; of known size, so that it never waits for the memory of a whole part.
    ByteSource source() {
        byte[] bytes = bytes();
        return ByteSource.sized(bytes.length, out -> out.write(bytes));
    }

    /// What cannot be read is the lock of somebody unknown, the same for all who read it.
    static LockRecord parse(byte[] bytes) {
        try {
            LockRecord record = JSON.readValue(bytes, LockRecord.class);
            if (record != null && isComplete(record)) {
                return record;
            }
        } catch (JacksonException _) {
            // As said.
        }
        return new LockRecord(
                SCHEMA,
                hex(UUID.nameUUIDFromBytes(bytes)),
                "unknown",
                "unknown",
                0,
                Instant.EPOCH,
                EXPIRY.toSeconds(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty());
    }

    private static boolean isComplete(LockRecord record) {
        @Nullable Object[] members = {record.token, record.activity, record.host, record.started};
        for (Object member : members) {
            if (member == null) {
                return false;
            }
        }
        return record.token.matches("[0-9a-f]{32}");
    }

    private static String hex(UUID id) {
        return id.toString().replace("-", "");
    }

    /// Within bounds, whatever the object says.
    Duration expiry() {
        return Duration.ofSeconds(Math.clamp(expirySeconds, LEAST_EXPIRY, LONGEST_EXPIRY));
    }

    /// For people.
    public String holder() {
        return activity + ", process " + process + " on host " + host + ", since " + started;
    }
}
