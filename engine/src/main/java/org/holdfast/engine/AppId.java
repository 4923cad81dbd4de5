package org.holdfast.engine;

import java.util.regex.Pattern;

/// The name of an app in keys and on the command line.
public record AppId(String value) implements Subject {
    static final String STEM = "app_";
    static final String PATTERN = "[A-Za-z0-9][A-Za-z0-9._-]{0,99}";

    private static final Pattern VALID = Pattern.compile(PATTERN);

    /// The id that a user wrote.
    ///
    /// @throws BackupException MISCONFIGURED unless it is 1 to 100 letters, digits, `.`, `_` or `-`, and begins
    ///     with a letter or digit
    public static AppId of(String value) throws BackupException {
        if (!VALID.matcher(value).matches()) {
            throw new BackupException(
                    Failure.MISCONFIGURED,
                    "\"" + value + "\" is no app id",
                    "use 1 to 100 letters, digits, '.', '_' or '-', beginning with a letter or digit");
        }
        return new AppId(value);
    }

    /// An id made of the last segment of a source directory, with `-` for whatever an id cannot hold.
    public static AppId fromName(String name) {
        String cleaned = name.replaceAll("[^A-Za-z0-9._-]+", "-").replaceAll("^[^A-Za-z0-9]+", "");
        if (cleaned.isEmpty()) {
            return new AppId("app");
        }
        return new AppId(cleaned.substring(0, Math.min(100, cleaned.length())));
    }

    @Override
    public String stem() {
        return STEM + value;
    }

    @Override
    public String words() {
        return "app " + value;
    }

    @Override
    public String argument() {
        return value;
    }

    @Override
    public String toString() {
        return value;
    }
}
