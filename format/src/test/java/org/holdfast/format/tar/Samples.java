package org.holdfast.format.tar;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import org.holdfast.names.BytePath;
import org.holdfast.names.ByteText;
import org.holdfast.sync.FileIdentity;
import org.holdfast.sync.Kind;
import org.holdfast.sync.StoredEntry;
import org.holdfast.sync.TreeEntry;

/// Entries, and archives of them. A file's content follows from its path and size.
final class Samples {
    static final Instant TIME = Instant.ofEpochSecond(1_700_000_000);

    private Samples() {}

    static StoredEntry file(String path, long size) {
        return entry(path, Kind.FILE, size, TIME, 0644, Optional.empty(), Optional.empty());
    }

    static StoredEntry directory(String path) {
        return entry(path, Kind.DIRECTORY, 0, TIME, 0755, Optional.empty(), Optional.empty());
    }

    static StoredEntry link(String path, String target) {
        return entry(path, Kind.LINK, 0, TIME, 0777, Optional.of(target), Optional.empty());
    }

    static StoredEntry hardlink(String path, String to) {
        return entry(path, Kind.FILE, 7, TIME, 0644, Optional.empty(), Optional.of(BytePath.parse(to)));
    }

    private static StoredEntry entry(
            String path,
            Kind kind,
            long size,
            Instant modified,
            int mode,
            Optional<String> target,
            Optional<BytePath> hardlinkTo) {
        BytePath parsed = BytePath.parse(path);
        TreeEntry tree = new TreeEntry(parsed, kind, size, modified, mode, 1000, 1001, target, FileIdentity.UNKNOWN);
        return new StoredEntry(tree, Optional.empty(), Map.of(), hardlinkTo, false);
    }

    static StoredEntry at(StoredEntry entry, Instant modified) {
        TreeEntry t = entry.tree();
        return with(
                entry,
                new TreeEntry(
                        t.path(),
                        t.kind(),
                        t.size(),
                        modified,
                        t.mode(),
                        t.uid(),
                        t.gid(),
                        t.linkTarget(),
                        t.identity()));
    }

    static StoredEntry owned(StoredEntry entry, int mode, int uid, int gid) {
        TreeEntry t = entry.tree();
        return with(
                entry,
                new TreeEntry(
                        t.path(), t.kind(), t.size(), t.modified(), mode, uid, gid, t.linkTarget(), t.identity()));
    }

    private static StoredEntry with(StoredEntry entry, TreeEntry tree) {
        return new StoredEntry(tree, entry.sha256(), entry.xattrs(), entry.hardlinkTo(), entry.unstable());
    }

    static StoredEntry withXattrs(StoredEntry entry, Map<String, String> xattrs) {
        return new StoredEntry(entry.tree(), entry.sha256(), xattrs, entry.hardlinkTo(), entry.unstable());
    }

    /// Lossless text of a name, byte by byte.
    static String text(int... bytes) {
        byte[] name = new byte[bytes.length];
        for (int i = 0; i < bytes.length; i++) {
            name[i] = (byte) bytes[i];
        }
        return ByteText.decode(name);
    }

    static boolean hasContent(StoredEntry entry) {
        return entry.tree().kind() == Kind.FILE && entry.hardlinkTo().isEmpty();
    }

    static byte[] content(BytePath path, long size) {
        byte[] content = new byte[(int) size];
        new Random(path.hashCode()).nextBytes(content);
        return content;
    }

    static byte[] archive(List<StoredEntry> entries) throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        TarWriter writer = new TarWriter(out);
        for (StoredEntry entry : entries) {
            if (hasContent(entry)) {
                writer.add(
                        entry,
                        new ByteArrayInputStream(
                                content(entry.path(), entry.tree().size())));
            } else {
                writer.add(entry);
            }
        }
        writer.finish();
        return out.toByteArray();
    }

    /// What a reader of [#archive(List)] must return.
    static TarMember member(StoredEntry entry) {
        TreeEntry t = entry.tree();
        boolean hard = entry.hardlinkTo().isPresent();
        TarMember.Type type =
                switch (t.kind()) {
                    case FILE -> hard ? TarMember.Type.HARDLINK : TarMember.Type.FILE;
                    case DIRECTORY -> TarMember.Type.DIRECTORY;
                    case LINK -> TarMember.Type.LINK;
                };
        return new TarMember(
                type,
                t.path(),
                hard ? 0 : t.size(),
                t.modified(),
                t.mode(),
                t.uid(),
                t.gid(),
                t.linkTarget(),
                entry.hardlinkTo(),
                entry.xattrs());
    }

    record Read(TarMember member, String content) {}

    /// Reads the whole archive, its content as one char a byte.
    static List<Read> read(InputStream in) throws IOException {
        TarReader reader = new TarReader(in);
        List<Read> all = new ArrayList<>();
        for (Optional<TarMember> next = reader.next(); next.isPresent(); next = reader.next()) {
            all.add(new Read(next.get(), Layout.raw(reader.content().readAllBytes())));
        }
        reader.drain();
        return all;
    }

    static List<Read> read(byte[] archive) throws IOException {
        return read(new ByteArrayInputStream(archive));
    }

    static List<Read> expected(List<StoredEntry> entries) {
        return entries.stream()
                .map(entry -> new Read(
                        member(entry),
                        hasContent(entry)
                                ? Layout.raw(content(entry.path(), entry.tree().size()))
                                : ""))
                .toList();
    }

    static String seconds(Instant time) {
        return BigDecimal.valueOf(time.getEpochSecond())
                .add(BigDecimal.valueOf(time.getNano(), 9))
                .stripTrailingZeros()
                .toPlainString();
    }

    /// A tree with every name, target and time that gave a tar trouble once; parents come first.
    static List<StoredEntry> awkwardTree() {
        List<StoredEntry> all = new ArrayList<>();
        all.add(directory(""));
        all.add(directory("bytes"));
        for (int b = 1; b < 256; b++) {
            if (b != '/') {
                all.add(file("bytes/" + text('a', b, 'z'), 3));
                all.add(file("bytes/" + text('e', b), 0));
            }
        }
        addLongPaths(all);
        addLinks(all);
        addTimes(all);
        return all;
    }

    private static void addLongPaths(List<StoredEntry> all) {
        List<String> units = List.of("n", "é", text(0xff));
        all.add(directory("long"));
        for (String unit : units) {
            int length = ByteText.encode(unit).length;
            // Behind "./long/": paths around 100 bytes, around 100 + 155, and names as long as file systems take.
            for (int bytes : List.of(90, 92, 93, 94, 95, 154, 156, 248, 252, 255)) {
                all.add(file("long/" + unit.repeat(bytes / length) + "x".repeat(bytes % length), bytes));
            }
        }
        for (String unit : units) {
            String deep = "deep" + unit;
            all.add(directory(deep));
            // Paths of all lengths to far beyond 256 bytes, with slashes at all places where a header could split.
            for (int i = 0; i < 40; i++) {
                deep += "/" + unit.repeat(1 + (i % 9));
                all.add(directory(deep));
                all.add(file(deep + "/f" + unit.repeat(i), i));
            }
        }
    }

    private static void addLinks(List<StoredEntry> all) {
        all.add(directory("links"));
        List<String> targets = List.of(
                "../bytes",
                "/nowhere/at all",
                " leading space",
                "trailing/",
                "é",
                text(0xff, 0xfe),
                "t".repeat(100),
                "t".repeat(101),
                "é".repeat(50),
                "é".repeat(51),
                text(0xe9) + "t".repeat(99),
                text(0xe9) + "t".repeat(100),
                ("d".repeat(200) + "/").repeat(15) + text(0xe9),
                "line\nbreak=equals");
        for (int i = 0; i < targets.size(); i++) {
            all.add(link("links/l" + i, targets.get(i)));
            all.add(link("links/" + text(0xff) + "l".repeat(120) + i, targets.get(i)));
        }
        String target = text(0xff).repeat(150);
        all.add(file("links/original", 7));
        all.add(hardlink("links/hard", "links/original"));
        all.add(file("links/" + target, 7));
        all.add(hardlink("links/hard" + target, "links/" + target));
        all.add(file("links/é", 7));
        all.add(hardlink("links/hardé", "links/é"));
    }

    private static void addTimes(List<StoredEntry> all) {
        all.add(directory("times"));
        List<Instant> times = List.of(
                Instant.EPOCH,
                Instant.ofEpochSecond(0, 1),
                Instant.ofEpochSecond(-1),
                Instant.ofEpochSecond(-2, 500_000_000),
                Instant.ofEpochSecond(-1, 999_999_999),
                Instant.ofEpochSecond(1_700_000_000, 123_456_789),
                Instant.ofEpochSecond(1_700_000_000, 120_000_000),
                Instant.ofEpochSecond(5_000_000_000L));
        for (int i = 0; i < times.size(); i++) {
            all.add(at(file("times/t" + i, i), times.get(i)));
            all.add(at(file("times/" + text(0xff) + "t".repeat(150) + i, i), times.get(i)));
        }
        for (int mode : List.of(0400, 0600, 0755, 04755, 02755, 01777)) {
            all.add(owned(file("times/m" + mode, 1), mode, 0, 0));
        }
    }
}
