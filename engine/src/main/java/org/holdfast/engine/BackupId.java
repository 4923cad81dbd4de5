package org.holdfast.engine;

import java.time.Instant;
import java.util.Comparator;
import java.util.Objects;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.holdfast.backends.ObjectKey;

/// The name of a backup: its place below the site's prefix, without extension, as in
/// `2026-11-20-030000-000/app_blog_2026-11-20-030211-530_v1.4.2`, with `box` for the app if it is the server's. Ordered
/// by time, then by text.
public record BackupId(String value) implements Comparable<BackupId> {
    private static final Pattern VALID =
            Pattern.compile("(?<tag>" + BackupTime.PATTERN + ")/(?:app_(?<app>" + AppId.PATTERN
                    + ")|box)_(?<time>"
                    + BackupTime.PATTERN + ")_v(?<version>[A-Za-z0-9._+~-]{1,100})");

    /// What an app's version may look like, since it is part of the name.
    public static final Pattern VERSION = Pattern.compile("[A-Za-z0-9._+~-]{1,100}");

    public static Optional<BackupId> parse(String value) {
        Matcher matcher = VALID.matcher(value);
        return matcher.matches() && isMoment(matcher.group("tag")) && isMoment(matcher.group("time"))
                ? Optional.of(new BackupId(value))
                : Optional.empty();
    }

    private static boolean isMoment(String time) {
        return new BackupTime(time).isMoment();
    }

    static BackupId of(BackupTime tag, Subject subject, BackupTime time, String version) {
        return new BackupId(tag.text() + "/" + subject.stem() + "_" + time.text() + "_v" + version);
    }

    public Subject subject() {
        String app = app();
        return app.isEmpty() ? new Subject.Server() : new AppId(app);
    }

    /// The app's id; empty if it is a server's backup.
    public String app() {
        return Objects.requireNonNullElse(matched().group("app"), "");
    }

    public String version() {
        return part("version");
    }

    /// When the upload of this backup ended.
    public Instant time() {
        return new BackupTime(part("time")).instant();
    }

    private String part(String name) {
        return Objects.requireNonNull(matched().group(name));
    }

    private Matcher matched() {
        Matcher matcher = VALID.matcher(value);
        if (!matcher.matches()) {
            throw new IllegalStateException("not a backup id: " + value);
        }
        return matcher;
    }

    ObjectKey key() {
        return ObjectKey.of(value);
    }

    @Override
    public int compareTo(BackupId other) {
        return Comparator.comparing((BackupId id) -> id.part("time"))
                .thenComparing(BackupId::value)
                .compare(this, other);
    }

    @Override
    public String toString() {
        return value;
    }
}
