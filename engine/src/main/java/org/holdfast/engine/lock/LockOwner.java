package org.holdfast.engine.lock;

import java.io.IOException;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/// A process as locks name it. Linux tells enough to know for certain that a process of the same machine is gone; where
/// that is missing, only time tells.
///
/// @param host its name, for people
/// @param boot names the machine since it was started, and the namespace of its processes
/// @param processStart when the process began, in the system's own count, which no change of the clock alters
public record LockOwner(String host, long process, Optional<String> boot, Optional<String> processStart) {
    /// Where a process says of itself when it began: field 22, the 20th after the name in parentheses.
    private static final int START_FIELD = 19;

    public static LockOwner current() {
        long process = ProcessHandle.current().pid();
        return new LockOwner(hostName(), process, bootOfThisMachine(), startOf(process));
    }

    /// Whether a holder was a process of this machine that is gone.
    ///
    /// @param mutex what this process holds, that only one process of this machine can hold
    boolean knowsGone(LockRecord record, Optional<String> mutex) {
        if (boot.isEmpty() || !boot.equals(record.boot())) {
            return false;
        }
        boolean released = mutex.isPresent() && mutex.equals(record.mutex());
        return released || !isAlive(record);
    }

    private static boolean isAlive(LockRecord record) {
        Optional<String> start = startOf(record.process());
        if (start.isPresent() && record.processStart().isPresent()) {
            return start.equals(record.processStart());
        }
        return !seesOthers() || ProcessHandle.of(record.process()).isPresent();
    }

    /// Whether the system shows processes of other users: by its first one, which never ends and is root's.
    private static boolean seesOthers() {
        return startOf(1).isPresent();
    }

    private static Optional<String> bootOfThisMachine() {
        try {
            return line(Path.of("/proc/sys/kernel/random/boot_id"))
                    .map(id -> id + " " + processNamespace().orElse(""))
                    .filter(boot -> !boot.endsWith(" "));
        } catch (SecurityException _) {
            return Optional.empty();
        }
    }

    private static Optional<String> processNamespace() {
        try {
            return Optional.of(
                    Files.readSymbolicLink(Path.of("/proc/self/ns/pid")).toString());
        } catch (IOException | UnsupportedOperationException _) {
            return Optional.empty();
        }
    }

    private static Optional<String> startOf(long process) {
        return line(Path.of("/proc/" + process + "/stat")).flatMap(stat -> {
            String[] fields = stat.substring(stat.lastIndexOf(')') + 1).strip().split(" ", -1);
            return fields.length > START_FIELD ? Optional.of(fields[START_FIELD]) : Optional.empty();
        });
    }

    private static Optional<String> line(Path file) {
        try {
            String text = new String(Files.readAllBytes(file), StandardCharsets.ISO_8859_1).strip();
            return text.isEmpty() ? Optional.empty() : Optional.of(text);
        } catch (IOException _) {
            return Optional.empty();
        }
    }

    private static String hostName() {
        return line(Path.of("/proc/sys/kernel/hostname")).orElseGet(() -> {
            try {
                return InetAddress.getLocalHost().getHostName();
            } catch (UnknownHostException _) {
                return "unknown";
            }
        });
    }
}
