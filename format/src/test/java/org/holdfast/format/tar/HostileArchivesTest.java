package org.holdfast.format.tar;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.holdfast.names.BytePath;
import org.holdfast.sync.StoredEntry;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class HostileArchivesTest {
    private final ByteArrayOutputStream archive = new ByteArrayOutputStream();

    /// So that a refusal can be seen to name the right member.
    @BeforeEach
    void startHarmlessly() {
        member('5', "./", "", 0);
        member('0', "./first", "", 0);
    }

    private void member(char type, String path, String link, long size) {
        HeaderBlock header = new HeaderBlock(type);
        header.path(Layout.bytes(path));
        header.link(Layout.bytes(link));
        header.mode(0644);
        header.uid(0);
        header.gid(0);
        header.size(size);
        header.modified(0);
        archive.writeBytes(header.sealed());
    }

    private void payload(char type, byte[] payload) {
        member(type, "extension", "", payload.length);
        archive.writeBytes(Arrays.copyOf(payload, payload.length + Layout.padding(payload.length)));
    }

    private void pax(String records) {
        payload('x', Layout.bytes(records));
    }

    private static String pax(String keyword, String value) {
        PaxRecords records = new PaxRecords();
        records.add(Layout.bytes(keyword), Layout.bytes(value));
        return Layout.raw(records.payload());
    }

    private void refused(String... words) {
        archive.writeBytes(new byte[1024]);
        assertThatExceptionOfType(TarFormatException.class)
                .isThrownBy(() -> Samples.read(archive.toByteArray()))
                .withMessageStartingWith("member 3")
                .satisfies(e -> assertThat(e.getMessage()).contains(List.of(words)));
    }

    @ParameterizedTest
    @ValueSource(strings = {"/etc/passwd", "../x", "./../x", "a/../../x", "a/..", "..", "//x", "./a/../b"})
    void refusesPathsThatLeaveTheTree(String path) {
        member('0', path, "", 0);
        refused("a path that leaves the tree: " + path);
    }

    @Test
    void refusesThemInLongNamesToo() {
        payload('L', Layout.bytes("../x\0"));
        member('0', "x", "", 0);
        refused("leaves the tree: ../x");
    }

    @Test
    void refusesThemInExtendedHeadersToo() {
        pax(pax("path", "/x\u001b[2J"));
        member('0', "x", "", 0);
        refused("leaves the tree: /x\\x1b[2J");
    }

    @ParameterizedTest
    @ValueSource(strings = {"/x", "../x", "", "./", ".", "x/"})
    void refusesHardLinksToWhatIsNoFileOfTheTree(String target) {
        member('1', "a", target, 0);
        refused("hard link");
    }

    @Test
    void refusesPathsThatAreNone() {
        member('0', "", "", 0);
        refused("an empty path");
    }

    @Test
    void refusesNulBytesInPaths() {
        pax(pax("path", "a\0b"));
        member('0', "x", "", 0);
        refused("NUL byte: a\\x00b");
    }

    @Test
    void refusesNulBytesInLongNames() {
        payload('L', Layout.bytes("a\0b\0"));
        member('0', "x", "", 0);
        refused("NUL byte");
    }

    @Test
    void refusesLinksToNowhere() {
        member('2', "a", "", 0);
        refused("target is empty");
    }

    @Test
    void refusesATopThatIsNoDirectory() {
        member('2', "./", "elsewhere", 0);
        refused("the top directory");
    }

    @ParameterizedTest
    @ValueSource(chars = {'1', '2', '3', '4', '5', '6'})
    void refusesContentOfWhatIsNoFile(char type) {
        member(type, "a", "b", 512);
        refused("content for what is no file");
    }

    @ParameterizedTest
    @ValueSource(chars = {'A', 'D', 'M', 'N', 'S', 'V', 'X', '8', '\u00ff'})
    void refusesUnknownTypes(char type) {
        member(type, "a", "", 0);
        refused("support");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "x path=a\n",
                "8 path=a\n",
                "11 path=a\n",
                "10 path=ab",
                "99999999999 path=a\n",
                "-1 path=a\n",
                " 10 path=a\n",
                "10path=aaa\n",
                "0 path=a\n",
                "2 \n",
                "5 =a\n",
                "6 abc\n",
                "10 pa\0h=a\n",
                "10 path=a\n\n",
                "10 path=a\n\0"
            })
    void refusesMalformedRecords(String records) {
        pax(records);
        member('0', "x", "", 0);
        refused("malformed record");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "size=-1",
                "size=",
                "size=1x",
                "size=9223372036854775808",
                "size=99999999999999999999",
                "uid=-1",
                "uid=4294967296",
                "gid=4294967296",
                "mtime=",
                "mtime=.",
                "mtime=1e9",
                "mtime=+1",
                "mtime=--1",
                "mtime=99999999999999999999",
                "mtime=-31557014167219201",
                "path=",
                "SCHILY.xattr.=v",
                "GNU.sparse.major=1",
                "GNU.sparse.size=1",
                "SCHILY.realsize=1"
            })
    void refusesImpossibleValues(String record) {
        String[] parts = record.split("=", 2);
        pax(pax(parts[0], parts[1]));
        member('0', "x", "", 0);
        refused("member 3: ");
    }

    @Test
    void refusesOverlongTimes() {
        pax(pax("mtime", "0." + "1".repeat(1000)));
        member('0', "x", "", 0);
        refused("malformed mtime");
    }

    @Test
    void readsTimesToTheNanosecondDownwards() throws IOException {
        pax(pax("mtime", "-1.0000000001"));
        member('0', "x", "", 0);
        archive.writeBytes(new byte[1024]);
        assertThat(Samples.read(archive.toByteArray()).getLast().member().modified())
                .isEqualTo("1969-12-31T23:59:58.999999999Z");
    }

    @ParameterizedTest
    @ValueSource(strings = {"path=x", "linkpath=x", "size=1", "SCHILY.xattr.user.a=1", "GNU.sparse.major=1"})
    void refusesGlobalHeadersThatSpeakOfOneMember(String record) {
        String[] parts = record.split("=", 2);
        payload('g', Layout.bytes(pax(parts[0], parts[1])));
        member('0', "x", "", 0);
        refused("member 3: ");
    }

    @Test
    void refusesTwoNamesForOneMember() {
        payload('L', Layout.bytes("one"));
        pax(pax("path", "two"));
        member('0', "x", "", 0);
        refused("two long names");
    }

    @Test
    void refusesTheSameExtensionTwice() {
        payload('K', Layout.bytes("one"));
        payload('K', Layout.bytes("two"));
        member('2', "x", "", 0);
        refused("two long names");
    }

    @Test
    void refusesTwoExtendedHeaders() {
        pax(pax("path", "one"));
        pax(pax("mtime", "1"));
        member('0', "x", "", 0);
        refused("two extended headers");
    }

    @Test
    void refusesAnExtensionOfNothing() {
        pax(pax("path", "one"));
        refused("ends between");
    }

    /// Claims of any size must not be believed before the bytes are there.
    @ParameterizedTest
    @ValueSource(longs = {(1 << 20) + 1, (8L << 30) - 1})
    void refusesLargeExtensions(long size) {
        member('x', "extension", "", size);
        refused("are not supported");
    }

    @Test
    void refusesSomethingBetweenTheZeroBlocks() {
        archive.writeBytes(new byte[512]);
        member('0', "x", "", 0);
        refused("something follows a zero block");
    }

    @Test
    void refusesSomethingAfterTheEndWhenDrained() throws IOException {
        archive.writeBytes(new byte[100_000]);
        assertThat(Samples.read(archive.toByteArray())).hasSize(2);
        archive.write(1);
        assertThatExceptionOfType(TarFormatException.class)
                .isThrownBy(() -> Samples.read(archive.toByteArray()))
                .withMessage("something follows the end of the archive");
    }

    @Test
    void refusesMalformedNumbers() throws IOException {
        for (Layout.Field field : List.of(Layout.SIZE, Layout.MTIME, Layout.UID, Layout.GID, Layout.MODE)) {
            for (String number :
                    List.of("0000008\0", "0x0001\0", "-1\0", "1 1\0", "\u0080\u0080\0\0\0\0\0\0\0\0\0\0")) {
                byte[] header = MemberHead.of(Samples.file("a", 0));
                byte[] bytes = Layout.bytes(number);
                System.arraycopy(bytes, 0, header, field.offset(), Math.min(bytes.length, field.length()));
                resum(header);
                if (number.startsWith("\u0080") && field.equals(Layout.MODE)) {
                    continue; // Only the permission bits of a mode count.
                }
                assertThatExceptionOfType(TarFormatException.class)
                        .as("%s in %s", number, field)
                        .isThrownBy(() -> new TarReader(new ByteArrayInputStream(header)).next());
            }
        }
    }

    private static void resum(byte[] header) {
        Arrays.fill(header, 148, 156, (byte) ' ');
        int sum = 0;
        for (byte b : header) {
            sum += b & 0xff;
        }
        System.arraycopy(String.format("%06o\0 ", sum).getBytes(ISO_8859_1), 0, header, 148, 8);
    }

    private static List<StoredEntry> small() {
        return List.of(
                Samples.directory(""),
                Samples.withXattrs(Samples.file("a", 700), Map.of("user.x", "eA==")),
                Samples.file(Samples.text(0xff).repeat(101), 3),
                Samples.link("l", "é"));
    }

    @Test
    void noCutLooksComplete() throws IOException {
        byte[] whole = Samples.archive(small());
        int end = (int) (whole.length - 512L * lastBlocks(whole));
        List<Samples.Read> expected = Samples.expected(small());
        for (int cut = 0; cut < whole.length; cut++) {
            byte[] part = Arrays.copyOf(whole, cut);
            // One zero block is end enough if nothing at all follows.
            if (cut == end + 512 || cut >= end + 1024) {
                assertThat(Samples.read(part)).as("cut at %d", cut).isEqualTo(expected);
            } else {
                assertThatExceptionOfType(TarFormatException.class)
                        .as("cut at %d", cut)
                        .isThrownBy(() -> Samples.read(part))
                        .withMessageMatching("member \\d.*cut short.*");
            }
        }
    }

    /// The number of zero blocks at the end.
    private static int lastBlocks(byte[] archive) {
        int used = archive.length;
        while (archive[used - 1] == 0) {
            used--;
        }
        return (archive.length - used) / 512;
    }

    @Test
    void noChangedBitOfAHeaderPassesUnnoticed() throws IOException {
        byte[] whole = MemberHead.of(Samples.file("a", 0));
        TarMember expected = Samples.member(Samples.file("a", 0));
        for (int bit = 0; bit < 8 * 512; bit++) {
            byte[] changed = whole.clone();
            changed[bit / 8] ^= (byte) (1 << bit % 8);
            TarReader reader = new TarReader(new ByteArrayInputStream(changed));
            // A digit, space or NUL of the checksum may become another spelling of the same number.
            try {
                assertThat(reader.next()).as("bit %d", bit).contains(expected);
                assertThat(bit / 8).isBetween(Layout.CHECKSUM.offset(), Layout.CHECKSUM.end() - 1);
            } catch (TarFormatException e) {
                assertThat(e).hasMessageStartingWith("member 1: ");
            }
        }
    }

    @Test
    void namesTheMemberWhoseContentIsCutShort() throws IOException {
        byte[] part = Arrays.copyOf(Samples.archive(List.of(Samples.file("dir/big", 5000))), 3000);
        TarReader reader = new TarReader(new ByteArrayInputStream(part));
        reader.next();
        assertThatExceptionOfType(TarFormatException.class)
                .isThrownBy(() -> reader.content().readAllBytes())
                .withMessage("member 1 (dir/big): the archive is cut short in its content");
        assertThatIllegalStateException().isThrownBy(reader::next);
    }

    @Test
    void skipsWhatNobodyReads() throws IOException {
        byte[] whole = Samples.archive(List.of(Samples.file("a", 100_000), Samples.file("b", 3)));
        TarReader reader = new TarReader(new ByteArrayInputStream(whole));
        reader.next();
        var first = reader.content();
        assertThat(first.read()).isGreaterThanOrEqualTo(0);
        assertThat(reader.next()).map(TarMember::path).contains(BytePath.parse("b"));
        assertThat(first.read()).isEqualTo(-1);
        assertThat(reader.content().readAllBytes()).isEqualTo(Samples.content(BytePath.parse("b"), 3));
        assertThatIllegalStateException().isThrownBy(reader::drain);
    }

    @Test
    void staysAtTheEnd() throws IOException {
        TarReader reader = new TarReader(new ByteArrayInputStream(Samples.archive(List.of())));
        assertThat(reader.next()).isEmpty();
        assertThat(reader.next()).isEmpty();
        reader.drain();
        assertThat(reader.next()).isEmpty();
        assertThatIllegalStateException().isThrownBy(reader::content);
    }

    @Test
    void readsSpellingsOfTheSamePath() throws IOException {
        member('0', "a//b", "", 0);
        member('0', ".//./c", "", 0);
        member('0', "d/", "", 0);
        member('\0', "e/", "", 0);
        member('1', "f", "./a//b", 0);
        archive.writeBytes(new byte[1024]);
        List<TarMember> members = Samples.read(archive.toByteArray()).stream()
                .map(Samples.Read::member)
                .skip(2)
                .toList();
        assertThat(members)
                .extracting(member -> member.type() + " " + member.path())
                .containsExactly("FILE a/b", "FILE c", "DIRECTORY d", "DIRECTORY e", "HARDLINK f");
        assertThat(members.getLast().hardlinkTo()).contains(BytePath.parse("a/b"));
    }
}
