package org.holdfast.engine;

import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.DirectoryNotEmptyException;
import java.nio.file.FileStore;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.holdfast.crypto.AuthenticationException;
import org.holdfast.format.DamagedException;
import org.holdfast.format.Manifest;
import org.holdfast.format.Progress;
import org.holdfast.names.BytePath;
import org.holdfast.names.ByteText;
import org.holdfast.names.LocalNames;
import org.holdfast.sync.StoredEntry;
import org.holdfast.sync.TargetTree;
import org.holdfast.sync.TargetTree.Overwrite;

/// Looks at all that could make an import fail, before it begins. Whoever gets here had the right password.
final class CheckImport {
    private final Vault vault;
    private final BackupRecord record;
    private final ImportRequest request;
    private final PlannedImports before;
    private final Path scratch;
    private final Destinations destinations;

    /// @param before what is imported earlier; this one is added if it has a place and the space
    /// @param scratch on the disk where dumps are laid aside for a hook
    /// @throws BackupException MISCONFIGURED if one target lies inside another
    CheckImport(Vault vault, BackupRecord record, ImportRequest request, PlannedImports before, Path scratch)
            throws BackupException {
        this.vault = vault;
        this.record = record;
        this.request = request;
        this.before = before;
        this.scratch = scratch;
        this.destinations = Destinations.of(request.restore());
    }

    List<ImportFinding> run(Manifest manifest) throws IOException {
        Needs needs = new Needs();
        manifest.visit(needs::entry);
        List<Path> places = destinations.onlyFor(needs.tops).all().stream()
                .map(to -> normal(to.directory()))
                .toList();
        List<ImportFinding> findings = new ArrayList<>();
        findings.add(ImportFinding.ok(
                "password", record.encrypted() ? "it opens the backup" : "none is needed, the store is not encrypted"));
        findings.add(backup());
        findings.add(version());
        findings.add(target(places));
        findings.add(parts(manifest));
        findings.add(space(needs, places));
        findings.add(owners(needs));
        findings.add(sample(manifest));
        return findings;
    }

    /// What the entries that will be restored take and ask for.
    private final class Needs {
        final Set<BytePath> tops = new TreeSet<>();
        final Map<Path, Long> bytes = new HashMap<>();
        final Map<Path, Set<Owner>> owners = new HashMap<>();

        /// Of what is laid aside while a hook runs.
        long dumps;

        void entry(StoredEntry entry) {
            tops.add(entry.path().top());
            Optional<Path> place = destinations.of(entry.path()).map(to -> normal(to.directory()));
            long size = entry.hardlinkTo().isPresent() ? 0 : entry.tree().size();
            if (place.isEmpty()) {
                dumps += request.hook() ? size : 0;
                return;
            }
            bytes.merge(place.get(), size, Long::sum);
            owners.computeIfAbsent(place.get(), _ -> new HashSet<>())
                    .add(new Owner(entry.tree().uid(), entry.tree().gid()));
        }
    }

    /// By number, as file systems have it.
    private record Owner(int uid, int gid) {
        @Override
        public String toString() {
            return Integer.toUnsignedString(uid) + ":" + Integer.toUnsignedString(gid);
        }
    }

    private ImportFinding backup() {
        String what = record.id() + ", " + record.format();
        return record.isComplete()
                ? ImportFinding.ok("backup", what)
                : ImportFinding.warning(
                        "backup",
                        what + ", incomplete: " + record.lost() + " could not be read and " + record.unstable()
                                + " changed when it was made");
    }

    private ImportFinding version() {
        String has = record.appVersion();
        if (request.version().isEmpty()) {
            return ImportFinding.warning("version", has + "; nobody said which one is installed here");
        }
        String installed = request.version().get();
        if (installed.equals(has)) {
            return ImportFinding.ok("version", has);
        }
        String text = "the backup is of version " + has + ", and " + installed + " is installed here";
        return request.allowOtherVersion()
                ? ImportFinding.warning("version", text)
                : ImportFinding.refused("version", text, "install version " + has + ", or say --allow-other-version");
    }

    private ImportFinding target(List<Path> places) {
        for (Path directory : places) {
            Optional<String> reason = before.goTo(directory)
                    ? Optional.of("is where another app goes, or around or inside it")
                    : refusal(request.parents() ? made(directory) : directory);
            if (reason.isPresent()) {
                return ImportFinding.refused(
                        "target", shown(directory) + " " + reason.get(), "choose another directory");
            }
        }
        return ImportFinding.ok("target", shown(request.places().target()));
    }

    /// The directory itself or, where its parents have to be made as well, the first of them.
    private static Path made(Path directory) {
        Path first = directory;
        for (Path parent = first.getParent(); parent != null && !Files.exists(parent); parent = parent.getParent()) {
            first = parent;
        }
        return first;
    }

    /// Prepares the restore and leaves it.
    private Optional<String> refusal(Path directory) {
        try (TargetTree _ = request.places().open(directory, Overwrite.REFUSE)) {
            return Optional.empty();
        } catch (IOException e) {
            return Optional.of(
                    switch (e) {
                        case DirectoryNotEmptyException _ -> "is not empty";
                        case AccessDeniedException _ -> "cannot be written to";
                        case FileSystemException known
                        when known.getReason() != null -> "cannot be used: " + known.getReason();
                        default -> "cannot be used: " + e.getMessage();
                    });
        }
    }

    /// Whether all of the backup has a place. Dumps need none where a hook takes them.
    private ImportFinding parts(Manifest manifest) throws IOException {
        List<String> notices = request.hook()
                ? List.of()
                : Selected.of(Selection.of(List.of()), request.restore(), manifest)
                        .notices();
        return notices.isEmpty()
                ? ImportFinding.ok("parts", "all that is in the backup has a place")
                : ImportFinding.warning("parts", String.join("; ", notices));
    }

    private ImportFinding space(Needs needs, List<Path> places) throws IOException {
        Map<FileStore, Long> lasting = new HashMap<>();
        Map<FileStore, Path> examples = new HashMap<>();
        for (Map.Entry<Path, Long> place : needs.bytes.entrySet()) {
            FileStore disk = Files.getFileStore(existing(place.getKey()));
            lasting.merge(disk, place.getValue(), Long::sum);
            examples.put(disk, place.getKey());
        }
        Map<FileStore, Long> needed = new HashMap<>(lasting);
        if (needs.dumps > 0) {
            FileStore disk = Files.getFileStore(scratch);
            needed.merge(disk, needs.dumps, Long::sum);
            examples.putIfAbsent(disk, scratch.getParent());
        }
        long total = 0;
        long free = Long.MAX_VALUE;
        for (Map.Entry<FileStore, Long> disk : needed.entrySet()) {
            long usable = disk.getKey().getUsableSpace();
            long left = before.leave(disk.getKey(), usable);
            total += disk.getValue();
            free = Math.min(free, left);
            if (left < disk.getValue()) {
                return ImportFinding.refused(
                        "space",
                        "it takes " + disk.getValue() + " bytes, and " + left + " are free at "
                                + shown(Objects.requireNonNull(examples.get(disk.getKey()), "each has one"))
                                + (left < usable ? " when the apps before it are there" : ""),
                        "free space there, or choose another disk");
            }
        }
        before.add(places, lasting);
        return ImportFinding.ok("space", "it takes " + total + " bytes, and " + free + " are free");
    }

    private ImportFinding owners(Needs needs) throws IOException {
        Set<Owner> impossible = new HashSet<>();
        for (Map.Entry<Path, Set<Owner>> place : needs.owners.entrySet()) {
            impossible.addAll(impossible(existing(place.getKey()), place.getValue()));
        }
        if (impossible.isEmpty()) {
            return ImportFinding.ok("owners", "files can get the owners that they had");
        }
        String some = impossible.stream()
                .map(Owner::toString)
                .sorted()
                .limit(3)
                .reduce((a, b) -> a + ", " + b)
                .get();
        String text = "files of " + some + (impossible.size() > 3 ? " and others" : "") + " would get another owner";
        return request.ignoreOwners()
                ? ImportFinding.warning("owners", text)
                : ImportFinding.refused("owners", text, "run this as root, or say --ignore-owners");
    }

    /// Those that no file in a directory can be given, which is found out by trying.
    private static Set<Owner> impossible(Path directory, Set<Owner> owners) throws IOException {
        Set<Owner> impossible = new HashSet<>();
        Path probe;
        try {
            probe = Files.createTempFile(directory, ".holdfast-owner-", "");
        } catch (IOException _) {
            // Not even that: the target is refused for it.
            return impossible;
        }
        try {
            for (Owner owner : owners) {
                try {
                    Files.setAttribute(probe, "unix:uid", owner.uid());
                    Files.setAttribute(probe, "unix:gid", owner.gid());
                } catch (IOException | UnsupportedOperationException _) {
                    impossible.add(owner);
                }
            }
        } finally {
            Files.delete(probe);
        }
        return impossible;
    }

    /// The directory itself, or the nearest above it.
    private static Path existing(Path directory) {
        Path parent = directory.getParent();
        return Files.isDirectory(directory) || parent == null ? directory : existing(parent);
    }

    private static Path normal(Path directory) {
        return directory.toAbsolutePath().normalize();
    }

    private ImportFinding sample(Manifest manifest) throws IOException {
        Optional<StoredEntry> chosen = SampleSink.choose(manifest, FormatKind.of(record.format()));
        if (chosen.isEmpty()) {
            return ImportFinding.warning("sample", "there is no file in the backup to be read");
        }
        String name = chosen.get().path().toString();
        try {
            new SampleSink(chosen.get()).read(new RestoreBackup(vault, record), manifest, Progress.NONE);
        } catch (DamagedException | AuthenticationException e) {
            return new ImportFinding(
                    "sample",
                    ImportFinding.Verdict.DAMAGED,
                    name + " is damaged: " + e.getMessage(),
                    "import another backup");
        }
        return ImportFinding.ok("sample", name + " was read and is right");
    }

    private static String shown(Path path) {
        return ByteText.printable(LocalNames.bytesOf(path));
    }
}
