package org.holdfast.engine.config;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import org.holdfast.backends.s3.S3Settings;
import org.holdfast.crypto.MacCoverage;
import org.holdfast.engine.Compression;
import org.holdfast.engine.FormatKind;
import org.holdfast.engine.Sealing;
import org.holdfast.engine.StoreLocation;
import org.holdfast.engine.retention.RetentionPolicy;

/// Reads a site. Confined to one thread.
final class SiteReader {
    static final String NAME = "[A-Za-z0-9][A-Za-z0-9._-]{0,99}";

    private static final String FILESYSTEM = "filesystem";
    private static final String NOOP = "noop";
    private static final int MOST = 999_999;

    /// Of all backups, as in the product that the format comes from.
    private static final RetentionPolicy USUAL_RETENTION =
            new RetentionPolicy(Optional.of(Duration.ofDays(2)), 0, 0, 0, 0, 0);

    private static final RetentionPolicy NOTHING = new RetentionPolicy(Optional.empty(), 0, 0, 0, 0, 0);

    private final Reading reading;
    private final BucketReader buckets;

    SiteReader(Reading reading) {
        this.reading = reading;
        this.buckets = new BucketReader(reading);
    }

    /// The site; empty if there is any mistake in it.
    Optional<SiteConfig> read(String name, Item item) {
        int before = reading.mistakes().count();
        if (!name.matches(NAME)) {
            reading.mistakes()
                    .add(
                            item.place(),
                            "a site's name must be letters, digits, '.', '_' and '-', beginning with a letter or"
                                    + " digit");
        }
        Optional<SiteConfig> site = item.asSection().flatMap(section -> read(name, section));
        return reading.mistakes().count() > before ? Optional.empty() : site;
    }

    private Optional<SiteConfig> read(String name, Section section) {
        Optional<Section> limits = section.section("limits");
        Optional<StoreLocation> location = location(section, limits);
        location.ifPresent(place -> reading.checks().site(section.place(), name, place));
        Optional<FormatKind> format = section.value("format", Forms.constant(FormatKind.class));
        Compression compression =
                section.section("compression").map(SiteReader::compression).orElse(Compression.USUAL);
        Optional<EncryptionConfig> encryption = section.section("encryption").map(this::encryption);
        SiteContents contents = section.section("contents").map(this::contents).orElse(SiteContents.ALL);
        RetentionPolicy retention =
                section.section("retention").map(this::retention).orElse(USUAL_RETENTION);
        Optional<Schedule> schedule = section.value("schedule", Forms::schedule);
        Optional<Schedule> cleanup = section.section("cleanup").flatMap(SiteReader::cleanup);
        Optional<VerificationPlan> verification =
                section.section("verification").flatMap(SiteReader::verificationPlan);
        RunLimits runLimits = limits.map(SiteReader::limits).orElse(RunLimits.USUAL);
        var timeZone = section.value("timeZone", Forms::timeZone);
        section.end();
        return location.map(place -> new SiteConfig(
                name,
                place,
                format.orElse(FormatKind.RSYNC),
                compression,
                encryption,
                contents,
                retention,
                schedule,
                cleanup,
                verification,
                runLimits,
                timeZone));
    }

    private Optional<StoreLocation> location(Section site, Optional<Section> limits) {
        List<String> providers = new ArrayList<>(S3Settings.providers());
        providers.addAll(List.of(FILESYSTEM, NOOP));
        Optional<String> provider = site.required("provider", Forms.oneOf(providers));
        if (provider.isEmpty()) {
            // What the other keys should be cannot be told.
            DirectoryReader.KEYS.forEach(site::item);
            BucketReader.KEYS.forEach(site::item);
            limits.ifPresent(section -> BucketReader.LIMITS.forEach(section::item));
            return Optional.empty();
        }
        if (provider.get().equals(FILESYSTEM) || provider.get().equals(NOOP)) {
            String why = "is for buckets, and this site's provider is " + provider.get();
            site.refuse(BucketReader.KEYS, why);
            limits.ifPresent(section -> section.refuse(BucketReader.LIMITS, why));
        }
        if (!provider.get().equals(FILESYSTEM)) {
            site.refuse(DirectoryReader.KEYS, "is for provider: filesystem");
        }
        return switch (provider.get()) {
            case FILESYSTEM -> DirectoryReader.read(site, limits);
            case NOOP -> Optional.of(new StoreLocation.Nowhere());
            default -> buckets.read(site, provider.get(), limits);
        };
    }

    private static Compression compression(Section section) {
        OptionalInt level = section.value("level", Forms::compressionLevel).orElse(OptionalInt.empty());
        Optional<Boolean> usesNative = section.value("native", Forms::flag);
        if (level.isPresent() && usesNative.orElse(false)) {
            section.mistake("native", "is for level: fast; the other levels are those of zlib");
        }
        section.end();
        return new Compression(level, usesNative.orElse(level.isEmpty()));
    }

    private EncryptionConfig encryption(Section section) {
        var file = section.value("passwordFile", Forms::path);
        file.ifPresent(reading.passwordFiles()::add);
        // The shell replaces variables there, and knows how to quote them.
        Optional<String> command =
                section.item("passwordCommand").flatMap(Item::asLiteral).map(Value::text);
        if (section.has("passwordFile") && section.has("passwordCommand")) {
            section.mistake("passwordCommand", "there is a passwordFile already: leave one of them out");
        }
        Optional<String> hint = section.value("hint", Forms::text);
        Optional<Boolean> fileNames = section.value("fileNames", Forms::flag);
        Optional<Section> compatibility = section.section("compatibility");
        Optional<String> salt = compatibility.flatMap(other -> other.value("salt", Forms::text));
        Optional<MacCoverage> coverage =
                compatibility.flatMap(other -> other.value("macCoverage", Forms.constant(MacCoverage.class)));
        compatibility.ifPresent(Section::end);
        section.end();
        return new EncryptionConfig(file, command, hint, new Sealing(fileNames, salt, coverage.orElse(MacCoverage.IV)));
    }

    private SiteContents contents(Section section) {
        for (String key : List.of("include", "exclude")) {
            section.item(key).stream().flatMap(item -> item.asItems().stream()).forEach(member -> member.asValue()
                    .ifPresent(app -> reading.checks().reference(app.place(), app.text())));
        }
        SiteContents contents = new SiteContents(
                section.list("include", Forms::text),
                section.list("exclude", Forms::text).orElse(List.of()));
        if (section.has("include") && section.has("exclude")) {
            section.mistake("exclude", "there is an include already: leave one of them out");
        }
        section.end();
        return contents;
    }

    private RetentionPolicy retention(Section section) {
        int before = reading.mistakes().count();
        Optional<Duration> within = section.value("keepWithin", Forms::duration);
        RetentionPolicy policy = new RetentionPolicy(
                within,
                count(section, "keepLatest"),
                count(section, "keepDaily"),
                count(section, "keepWeekly"),
                count(section, "keepMonthly"),
                count(section, "keepYearly"));
        section.end();
        if (policy.equals(NOTHING) && reading.mistakes().count() == before) {
            reading.mistakes().add(section.place(), "keeps nothing: say at least keepLatest: 1");
        }
        return policy;
    }

    private static Optional<Schedule> cleanup(Section section) {
        Optional<Schedule> schedule = section.required("schedule", Forms::schedule);
        section.end();
        return schedule;
    }

    private static Optional<VerificationPlan> verificationPlan(Section section) {
        Optional<Schedule> schedule = section.required("schedule", Forms::schedule);
        Optional<Integer> readData = section.value("readData", Forms::percent);
        section.end();
        return schedule.map(
                when -> new VerificationPlan(when, readData.map(OptionalInt::of).orElse(OptionalInt.empty())));
    }

    private static int count(Section section, String key) {
        return section.value(key, Forms.number(0, MOST)).orElse(0);
    }

    /// Bytes a second.
    static OptionalLong bandwidth(Section limits) {
        return limits.value("bandwidth", Forms::rate).map(OptionalLong::of).orElse(OptionalLong.empty());
    }

    private static RunLimits limits(Section section) {
        RunLimits limits = new RunLimits(
                bandwidth(section),
                section.value("requestsPerSecond", Forms.number(1, MOST))
                        .map(OptionalInt::of)
                        .orElse(OptionalInt.empty()),
                section.value("timeout", Forms::duration).orElse(RunLimits.USUAL_TIMEOUT),
                section.value("nice", Forms.number(0, 19)).orElse(RunLimits.USUAL_NICE));
        section.end();
        return limits;
    }
}
