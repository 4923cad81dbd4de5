package org.holdfast.engine.run;

import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.holdfast.engine.BackupException;
import org.holdfast.engine.StoreLocation;
import org.holdfast.engine.config.AppConfig;
import org.holdfast.engine.config.Configuration;
import org.holdfast.engine.config.EncryptionConfig;
import org.holdfast.engine.config.SiteConfig;
import org.holdfast.engine.doctor.Diagnosis;
import org.holdfast.engine.doctor.Diagnosis.Severity;
import org.holdfast.engine.doctor.MountTable;
import org.holdfast.engine.doctor.NestedSites;
import org.holdfast.engine.doctor.SecretFiles;
import org.holdfast.names.ByteText;
import org.holdfast.names.LocalNames;

/// Looks at everything that a configuration names for what is unsafe or about to fail. Changes nothing and asks
/// nobody.
///
/// @param state the state directory, which need not exist
/// @param mounts of this machine
public record Checkup(Configuration configuration, SiteAccess access, Path state, MountTable mounts, Instant now) {
    /// Everything that was found, the worst first; then as the configuration has it.
    ///
    /// @throws BackupException INTERRUPTED; a site that cannot be reached is a diagnosis and hinders no other
    public List<Diagnosis> run() throws BackupException {
        List<Diagnosis> found = new ArrayList<>();
        lookAtFiles(found);
        lookAtApps(found);
        found.addAll(NestedSites.check(locations()));
        for (SiteConfig site : configuration.sites().values()) {
            found.addAll(new SiteCheckup(configuration, site, access, mounts, now).run());
        }
        return found.stream()
                .distinct()
                .sorted(Comparator.comparing(Diagnosis::severity).reversed())
                .toList();
    }

    /// The configuration knows better which of its files hold secrets, and the check knows better how bad it
    /// is.
    private void lookAtFiles(List<Diagnosis> found) {
        List<String> warnings = configuration.warnings();
        SecretFiles.check(configuration.file())
                .filter(it -> it.severity() == Severity.DANGER || isOf(warnings, it))
                .ifPresent(found::add);
        configuration.sites().values().stream()
                .flatMap(site -> site.encryption().stream())
                .map(EncryptionConfig::passwordFile)
                .flatMap(file -> file.stream())
                .distinct()
                .forEach(file -> SecretFiles.check(file).ifPresent(found::add));
        SecretFiles.check(state).ifPresent(found::add);
        List<Diagnosis> files = List.copyOf(found);
        warnings.stream()
                .filter(warning -> files.stream().noneMatch(it -> isOf(List.of(warning), it)))
                .forEach(warning -> found.add(Remark.warning(warning, file())));
    }

    /// Whether one of them is of the file of a diagnosis, rather than of one below it.
    private static boolean isOf(List<String> warnings, Diagnosis diagnosis) {
        return warnings.stream()
                .anyMatch(warning -> warning.contains(" " + diagnosis.where() + ",")
                        || warning.contains(" " + diagnosis.where() + ";"));
    }

    private void lookAtApps(List<Diagnosis> found) {
        if (configuration.sites().isEmpty()) {
            found.add(new Diagnosis(
                    Severity.DANGER,
                    "it has no sites, so that nothing is backed up",
                    file(),
                    "\"holdfast site init\" adds one"));
            return;
        }
        if (configuration.apps().isEmpty()) {
            found.add(new Diagnosis(
                    Severity.DANGER,
                    "it names no app, so that nothing is backed up",
                    file(),
                    "add what is to be backed up, such as apps: { documents: { data: /home/me/Documents } }"));
        }
        for (AppConfig app : configuration.apps().values()) {
            String name = app.id().value();
            if (configuration.sitesOf(name).isEmpty()) {
                found.add(new Diagnosis(
                        Severity.DANGER,
                        "no site includes it, so that it is never backed up",
                        name,
                        "name it in the contents of a site, or exclude it from fewer"));
            }
        }
    }

    private Map<String, StoreLocation> locations() {
        Map<String, StoreLocation> locations = new LinkedHashMap<>();
        configuration.sites().forEach((name, site) -> locations.put(name, site.location()));
        return locations;
    }

    private String file() {
        return ByteText.printable(LocalNames.bytesOf(configuration.file()));
    }
}
