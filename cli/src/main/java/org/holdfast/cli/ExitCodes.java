package org.holdfast.cli;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import org.holdfast.engine.Failure;

/// What a script learns from how a command ends.
final class ExitCodes {
    private ExitCodes() {}

    /// The meaning of each code that there is.
    static SortedMap<Integer, String> meanings() {
        SortedMap<Integer, String> meanings = new TreeMap<>();
        meanings.put(0, "done");
        meanings.put(Failure.INCOMPLETE_EXIT_CODE, "done, but some files could not be read");
        for (Failure failure : Failure.values()) {
            meanings.put(failure.exitCode(), meaning(failure));
        }
        return meanings;
    }

    /// The same as picocli takes them.
    static Map<String, String> texts() {
        Map<String, String> texts = new LinkedHashMap<>();
        meanings().forEach((code, meaning) -> texts.put(code.toString(), meaning));
        return texts;
    }

    private static String meaning(Failure failure) {
        return switch (failure) {
            case FAILED -> "failed";
            case MISCONFIGURED -> "wrong usage or configuration";
            case NOT_FOUND -> "there is no such backup, or no such file in it";
            case LOCKED -> "another run has the lock";
            case WRONG_PASSWORD, DAMAGED -> "the password is wrong, or data is damaged";
            case UNREACHABLE -> "the store cannot be reached, or refuses the credentials";
            case NAMES_TOO_LONG -> "names are too long for the store";
            case INTERRUPTED -> "interrupted";
        };
    }
}
