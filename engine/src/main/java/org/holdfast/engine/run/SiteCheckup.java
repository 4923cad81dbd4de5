package org.holdfast.engine.run;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.holdfast.engine.BackupEngine;
import org.holdfast.engine.BackupException;
import org.holdfast.engine.BackupRecord;
import org.holdfast.engine.StoreLocation;
import org.holdfast.engine.config.AppConfig;
import org.holdfast.engine.config.Configuration;
import org.holdfast.engine.config.SiteConfig;
import org.holdfast.engine.doctor.DamagedBackups;
import org.holdfast.engine.doctor.Diagnosis;
import org.holdfast.engine.doctor.Diagnosis.Severity;
import org.holdfast.engine.doctor.FreshBackups;
import org.holdfast.engine.doctor.MountTable;
import org.holdfast.engine.doctor.Mounts;
import org.holdfast.engine.doctor.PasswordStrength;
import org.holdfast.engine.doctor.RealPath;
import org.holdfast.engine.doctor.SiteHealth;
import org.holdfast.engine.doctor.StrayUploads;
import org.holdfast.format.Event;
import org.holdfast.format.Progress;

/// A look at one site of a configuration, from its disk to the backups on it. Confined to one thread.
final class SiteCheckup {
    private final Configuration configuration;
    private final SiteConfig site;
    private final SiteAccess access;
    private final MountTable mounts;
    private final Instant now;
    private final List<Diagnosis> found = new ArrayList<>();

    SiteCheckup(Configuration configuration, SiteConfig site, SiteAccess access, MountTable mounts, Instant now) {
        this.configuration = configuration;
        this.site = site;
        this.access = access;
        this.mounts = mounts;
        this.now = now;
    }

    /// @throws BackupException INTERRUPTED; whatever else fails is a diagnosis
    List<Diagnosis> run() throws BackupException {
        lookAtPassword();
        switch (site.location()) {
            case StoreLocation.Nowhere _ -> lookAtHealth();
            case StoreLocation.Bucket _ -> {
                if (lookInside()) {
                    lookAtHealth();
                }
            }
            case StoreLocation.Directory directory -> {
                // What lies below a disk that is not there is not what the site is about.
                if (isThere(directory)) {
                    boolean _ = lookInside();
                }
            }
        }
        return List.copyOf(found);
    }

    private boolean isThere(StoreLocation.Directory directory) {
        Path store = RealPath.of(directory.path());
        List<Diagnosis> ofMounts = Mounts.check(store, directory.requireMount(), mounts);
        found.addAll(ofMounts);
        if (ofMounts.stream().anyMatch(one -> one.severity() == Severity.DANGER)) {
            return false;
        }
        new SharedDisks(configuration, mounts).check(site, store).ifPresent(found::add);
        return true;
    }

    private void lookAtHealth() throws BackupException {
        try {
            found.addAll(SiteHealth.check(site.name(), site.location(), access.inspection(site)));
        } catch (BackupException e) {
            found.add(Remark.failure(e, site.name()));
        }
    }

    private void lookAtPassword() throws BackupException {
        if (site.encryption().isEmpty()) {
            return;
        }
        char[] password;
        try {
            password = access.password(site).orElse(null);
        } catch (BackupException e) {
            found.add(Remark.failure(e, site.name()));
            return;
        } catch (IOException e) {
            found.add(new Diagnosis(
                    Severity.DANGER,
                    "the password cannot be had: " + e.getMessage(),
                    site.name(),
                    "correct its encryption in " + configuration.file()));
            return;
        }
        if (password == null) {
            found.add(new Diagnosis(
                    Severity.ADVICE,
                    "its password was not looked at: nobody can give it without a terminal, in runs by a schedule"
                            + " neither",
                    site.name(),
                    "give its encryption a passwordFile, or set HOLDFAST_PASSWORD"));
            return;
        }
        try {
            PasswordStrength.check(password, site.name()).ifPresent(found::add);
        } finally {
            Arrays.fill(password, '\0');
        }
    }

    /// Looks at the backups and what is left of them.
    ///
    /// @return whether it could be reached
    private boolean lookInside() throws BackupException {
        try (BackupEngine engine = access.open(site)) {
            List<BackupRecord> records = engine.records(this::hear);
            Optional<Duration> interval =
                    site.schedule().flatMap(it -> BackupInterval.of(it, now.atZone(configuration.zone(site))));
            for (AppConfig app : configuration.apps().values()) {
                if (site.contents().includes(app.id().value())) {
                    lookAtBackups(app, records, interval, engine);
                }
            }
            found.addAll(DamagedBackups.check(site.name(), records));
            StrayUploads strays = new StrayUploads(site.name(), now);
            // The list of records has told of what cannot be read.
            engine.cleanUp(StrayUploads.request(), strays, Progress.NONE);
            found.addAll(strays.diagnoses());
            return true;
        } catch (BackupException e) {
            found.add(Remark.failure(e, site.name()));
            return false;
        }
    }

    private void hear(Event event) {
        if (event instanceof Event.Noticed(var message)) {
            found.add(Remark.warning(message, site.name()));
        }
    }

    private void lookAtBackups(
            AppConfig app, List<BackupRecord> records, Optional<Duration> interval, BackupEngine engine) {
        String name = app.id().value();
        FreshBackups.check(name, site.name(), records, interval, now)
                // Whoever makes backups by hand knows when one is due.
                .map(it -> app.automatic() ? it : new Diagnosis(Severity.ADVICE, it.what(), it.where(), it.cure()))
                .ifPresent(found::add);
        boolean hasBackup = records.stream()
                .anyMatch(record -> record.state() == BackupRecord.State.NORMAL
                        && record.app().equals(name));
        if (hasBackup) {
            FreshBackups.verification(name, site.name(), tried(app, records, engine), trialAge(), now)
                    .ifPresent(found::add);
        }
    }

    /// Readings that are planned may fail once. Who plans none gets the usual time.
    private Duration trialAge() {
        return site.verification()
                .filter(plan -> plan.readData().isPresent())
                .flatMap(plan -> BackupInterval.of(plan.schedule(), now.atZone(configuration.zone(site))))
                .map(interval -> interval.multipliedBy(2))
                .filter(age -> age.compareTo(FreshBackups.VERIFICATION_AGE) < 0)
                .orElse(FreshBackups.VERIFICATION_AGE);
    }

    /// When a backup of an app was last restored here, or read anywhere, and was right.
    private static Optional<Instant> tried(AppConfig app, List<BackupRecord> records, BackupEngine engine) {
        Stream<Instant> read = records.stream()
                .filter(record -> record.app().equals(app.id().value()))
                .flatMap(record -> record.verification().stream())
                .flatMap(verification -> verification.dataRead().stream());
        return Stream.concat(engine.restored(app.id()).stream(), read).max(Comparator.naturalOrder());
    }
}
