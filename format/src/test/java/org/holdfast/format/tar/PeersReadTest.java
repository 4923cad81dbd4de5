package org.holdfast.format.tar;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.math.BigDecimal;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.holdfast.format.tar.Samples.Read;
import org.holdfast.names.ByteText;
import org.holdfast.sync.StoredEntry;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// What we write, others read back exactly.
class PeersReadTest {
    @TempDir
    Path scratch;

    private Path archive(List<StoredEntry> entries) throws IOException {
        return Files.write(scratch.resolve("a.tar"), Samples.archive(entries));
    }

    @Test
    void pythonListsEveryEntryAsItIs() throws Exception {
        List<StoredEntry> all = new ArrayList<>(Samples.awkwardTree());
        all.add(Samples.at(Samples.file("late", 0), Instant.ofEpochSecond(8_589_934_592L)));
        all.add(Samples.at(Samples.file("ancient", 0), Instant.parse("-9999-01-01T00:00:00.5Z")));
        all.add(Samples.at(Samples.file("remote", 0), Instant.parse("9999-01-01T00:00:00.000000001Z")));
        all.add(Samples.owned(Samples.file("max", 0), 07777, 2_097_151, 2_097_151));
        all.add(Samples.owned(Samples.file("big", 0), 0, 2_097_152, -2));
        all.add(Samples.withXattrs(
                Samples.file("xattrs", 0),
                Map.of(
                        "user.raw", Peers.base64((byte) 0, (byte) 0xff, (byte) '\n', (byte) '='),
                        "user.empty", "",
                        "user.a=b%c", Peers.base64((byte) 'v'),
                        "user.large", Peers.base64(new byte[70_000]))));
        all.add(Samples.withXattrs(
                Samples.file(Samples.text(0xff).repeat(200), 0), Map.of("user.x", Peers.base64((byte) 1))));

        assertThat(Peers.archiveSeenByPython(archive(all)))
                .containsExactlyElementsOf(
                        all.stream().map(Peers::line).sorted().toList());
    }

    @Test
    void gnuTarExtractsTheSameTree() throws Exception {
        List<StoredEntry> all = Samples.awkwardTree();
        Path target = Files.createDirectory(scratch.resolve("out"));
        Peers.tar(
                "-x",
                "-p",
                "--no-same-owner",
                "--warning=no-timestamp",
                "-f",
                archive(all).toString(),
                "-C",
                target.toString());
        Peers.assertSame(Peers.disk(target), onDisk(all));
    }

    @Test
    void pythonExtractsTheSameTree() throws Exception {
        List<StoredEntry> all = Samples.awkwardTree().stream()
                .map(entry -> Samples.owned(entry, (entry.tree().mode() & 0777) | 0400, 0, 0))
                .toList();
        Path target = Files.createDirectory(scratch.resolve("out"));
        Peers.extractWithPython(archive(all), target);
        // Python keeps times as floating-point numbers.
        Peers.assertSame(withoutTimes(Peers.disk(target)), withoutTimes(onDisk(all)));
    }

    private static List<String> withoutTimes(List<String> lines) {
        return lines.stream()
                .map(line -> line.replaceFirst("^(\\S+ \\S+ \\S+) \\S+", "$1"))
                .toList();
    }

    private static List<String> onDisk(List<StoredEntry> entries) throws Exception {
        List<String> lines = new ArrayList<>();
        for (Read read : Samples.expected(entries)) {
            TarMember member = read.member();
            Read original = member.type() == TarMember.Type.HARDLINK ? original(member, entries) : read;
            long links = 1
                    + entries.stream()
                            .filter(each -> each.hardlinkTo()
                                    .equals(Optional.of(original.member().path())))
                            .count();
            boolean file = original.member().type() == TarMember.Type.FILE;
            lines.add(line(member, original).replaceFirst("^(\\S+ \\S+ \\S+ \\S+ \\S+)", "$1 " + (file ? links : "-")));
        }
        return lines.stream().sorted().toList();
    }

    /// A line as [Peers#disk(Path)] has it, but without the link count.
    ///
    /// @param original the file whose content it has; itself unless it is a hard link
    static String line(TarMember member, Read original) {
        boolean file = original.member().type() == TarMember.Type.FILE;
        boolean link = member.type() == TarMember.Type.LINK;
        return String.join(
                " ",
                hex(member.path().isRoot() ? "." : member.path().text()),
                file ? "f" : link ? "l" : "d",
                Integer.toString(original.content().length()),
                nanos(member.modified()),
                link ? "-" : "0o" + Integer.toOctalString(member.mode()),
                "=" + hex(member.linkTarget().orElse("")),
                file ? sha256(Layout.bytes(original.content())) : "-");
    }

    private static Read original(TarMember link, List<StoredEntry> entries) {
        return Samples.expected(entries).stream()
                .filter(read -> read.member().path().equals(link.hardlinkTo().orElseThrow()))
                .findFirst()
                .orElseThrow();
    }

    private static String nanos(Instant time) {
        return new BigDecimal(Samples.seconds(time))
                .movePointRight(9)
                .toBigIntegerExact()
                .toString();
    }

    private static String sha256(byte[] bytes) {
        try {
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
        } catch (NoSuchAlgorithmException e) {
            throw new AssertionError(e);
        }
    }

    private static String hex(String text) {
        return HexFormat.of().formatHex(ByteText.encode(text));
    }

    @Test
    void gnuTarListsTimesToTheNanosecond() throws Exception {
        Path archive = archive(List.of(
                Samples.at(Samples.file("a", 0), Instant.parse("2026-01-20T01:02:03.000000004Z")),
                Samples.at(Samples.file("c", 0), Instant.parse("1901-01-01T00:00:00Z"))));
        String listing = new String(Peers.tar("-tvv", "--full-time", "-f", archive.toString()), ISO_8859_1);
        assertThat(listing)
                .contains("2026-01-20 01:02:03.000000004 ./a\n")
                .contains("1901-01-01 00:00:00           ./c\n");
    }

    @Test
    void sizesBeyondOctalAreInTheExtendedHeader() throws Exception {
        StoredEntry huge = Samples.file("huge", 9L << 30);
        byte[] head = MemberHead.of(huge);
        assertThat(new TarReader(new ByteArrayInputStream(head)).next()).contains(Samples.member(huge));

        Path archive = Files.write(scratch.resolve("head"), head);
        String script = "import sys, tarfile; print(tarfile.open(sys.argv[1]).next().size)";
        assertThat(new String(Peers.python(script, archive.toString()), ISO_8859_1).strip())
                .isEqualTo("9663676416");

        assertThat(MemberHead.of(Samples.file("largest", (8L << 30) - 1))).hasSize(512);
    }
}
