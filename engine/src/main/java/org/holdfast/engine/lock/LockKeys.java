package org.holdfast.engine.lock;

import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.holdfast.backends.ObjectKey;

/// Where the objects of one lock are.
///
/// @param directory of all locks of a store
/// @param name of this one, any text that is part of a key
public record LockKeys(ObjectKey directory, String name) {
    private static final String FIRST = ".json";
    private static final Pattern FURTHER = Pattern.compile("(.+)\\.[0-9a-f]{32}\\.(next|beat)");

    /// The first lock, which everybody tries to create.
    ObjectKey first() {
        return directory.resolve(name + FIRST);
    }

    /// The lock that takes over from the one of that token.
    ObjectKey next(String token) {
        return directory.resolve(name + "." + token + ".next");
    }

    /// The sign of life of the lock of that token.
    ObjectKey beat(String token) {
        return directory.resolve(name + "." + token + ".beat");
    }

    boolean isFirst(ObjectKey key) {
        return key.equals(first());
    }

    /// The lock that an object belongs to.
    static Optional<LockKeys> of(ObjectKey directory, ObjectKey key) {
        String text = key.below(directory).text();
        Matcher further = FURTHER.matcher(text);
        if (further.matches()) {
            return Optional.of(new LockKeys(directory, further.group(1)));
        }
        return text.endsWith(FIRST) && text.length() > FIRST.length()
                ? Optional.of(new LockKeys(directory, text.substring(0, text.length() - FIRST.length())))
                : Optional.empty();
    }
}
