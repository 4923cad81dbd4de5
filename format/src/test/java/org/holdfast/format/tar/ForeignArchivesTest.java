package org.holdfast.format.tar;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.io.ByteArrayInputStream;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.holdfast.format.tar.Samples.Read;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// What others write, we read exactly.
class ForeignArchivesTest {
    /// Makes a tree and an archive of it with Python: argument 1 the tree, 2 the archive, 3 the format.
    private static final String PYTHON_ARCHIVE = """
        import sys, os, tarfile
        form = getattr(tarfile, sys.argv[3] + '_FORMAT')
        os.chdir(sys.argv[1])
        t = tarfile.open(sys.argv[2], 'w', format=form, encoding='utf-8', errors='surrogateescape')
        t.add('.')
        t.close()
        """;

    /// A tree that all formats can hold; with an argument `long` one that needs extensions.
    private static final String TREE = """
        import sys, os
        os.chdir(os.fsencode(sys.argv[1]))
        def make(name, content=b'', time=1700000000_000000000):
            os.makedirs(os.path.dirname(b'./' + name), exist_ok=True)
            open(name, 'wb').write(content)
            os.utime(name, ns=(time, time))
        make(b'plain', b'x' * 1000)
        make(b'empty')
        make(b'sub/block', b'b' * 512)
        make(b'\\xff\\xfe raw\\n', b'raw')
        make('é'.encode(), b'utf-8')
        os.link(b'plain', b'sub/hard')
        os.symlink(b'../plain', b'sub/soft')
        os.symlink(b'\\xe9/nowhere', b'sub/raw')
        os.mkdir(b'void')
        os.chmod(b'plain', 0o4751)
        if 'long' in sys.argv:
            for unit in (b'n', 'é'.encode(), b'\\xff'):
                long = unit * (240 // len(unit))
                make(long + b'/' + long + b'/f', b'deep')
                os.symlink(long + b'/' + long, b'l' + unit)
                os.link(long + b'/' + long + b'/f', b'h' + unit)
        if 'exact' in sys.argv:
            make(b'nanos', b'', 1700000000_123456789)
            make(b'negative', b'', -1_500000000)
        for d, ds, fs in os.walk(b'.', topdown=False):
            for n in (os.path.join(d, f) for f in ds + fs if os.path.islink(os.path.join(d, f))):
                os.utime(n, ns=(1500000000_000000000, 1500000000_000000000), follow_symlinks=False)
            os.utime(d, ns=(1600000000_000000000, 1600000000_000000000))
        """;

    @TempDir
    Path scratch;

    private Path tree(String... options) throws Exception {
        Path tree = Files.createDirectory(scratch.resolve("tree"));
        String[] arguments = new String[options.length + 1];
        arguments[0] = tree.toString();
        System.arraycopy(options, 0, arguments, 1, options.length);
        Peers.python(TREE, arguments);
        return tree;
    }

    /// One line an entry, as [Peers#disk(Path)] has them, without the link count, which archives do not hold.
    private static List<String> lines(List<Read> all) {
        Map<String, Read> files = new TreeMap<>();
        for (Read read : all) {
            files.put(read.member().path().text(), read);
        }
        return all.stream()
                .map(read -> PeersReadTest.line(
                        read.member(),
                        read.member()
                                .hardlinkTo()
                                .map(path -> files.get(path.text()))
                                .orElse(read)))
                .sorted()
                .toList();
    }

    private static List<String> withoutLinkCount(List<String> disk) {
        return disk.stream()
                .map(line -> line.replaceFirst("^(\\S+ \\S+ \\S+ \\S+ \\S+) \\S+", "$1"))
                .collect(Collectors.toList());
    }

    private static List<String> read(Path archive) throws Exception {
        try (InputStream in = Files.newInputStream(archive)) {
            return lines(Samples.read(in));
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"v7", "oldgnu", "gnu", "ustar", "posix"})
    void readsEveryFormatOfGnuTar(String format) throws Exception {
        Path tree = tree();
        Path archive = scratch.resolve("a.tar");
        Peers.tar("--format=" + format, "-cf", archive.toString(), "-C", tree.toString(), ".");
        Peers.assertSame(read(archive), withoutLinkCount(Peers.disk(tree)));
    }

    @ParameterizedTest
    @ValueSource(strings = {"oldgnu", "gnu", "posix"})
    void readsLongNamesOfGnuTar(String format) throws Exception {
        Path tree = format.equals("posix") ? tree("long", "exact") : tree("long");
        Path archive = scratch.resolve("a.tar");
        Peers.tar("--format=" + format, "-cf", archive.toString(), "-C", tree.toString(), ".");
        Peers.assertSame(read(archive), withoutLinkCount(Peers.disk(tree)));
    }

    @ParameterizedTest
    @ValueSource(strings = {"GNU", "PAX"})
    void readsLongNamesOfPython(String format) throws Exception {
        Path tree = tree("long");
        Path archive = scratch.resolve("a.tar");
        Peers.python(PYTHON_ARCHIVE, tree.toString(), archive.toString(), format);
        Peers.assertSame(read(archive), withoutLinkCount(Peers.disk(tree)));
    }

    @Test
    void readsPythonsUstar() throws Exception {
        Path tree = tree();
        Path archive = scratch.resolve("a.tar");
        Peers.python(PYTHON_ARCHIVE, tree.toString(), archive.toString(), "USTAR");
        Peers.assertSame(read(archive), withoutLinkCount(Peers.disk(tree)));
    }

    @Test
    void readsNamesWithoutLeadingDotAndTrailingSlash() throws Exception {
        Path tree = tree();
        Path archive = scratch.resolve("a.tar");
        Peers.tar("-cf", archive.toString(), "-C", tree.toString(), "sub", "void", "plain");
        assertThat(Samples.read(Files.readAllBytes(archive)))
                .extracting(read -> read.member().path().text())
                .contains("sub", "sub/soft", "void", "plain");
    }

    /// The numbers that GNU puts in base 256: size, owner, times before 1970.
    @Test
    void readsBinaryNumbers() throws Exception {
        Path head = scratch.resolve("head");
        Peers.python("""
            import sys, tarfile
            t = tarfile.TarInfo('big')
            t.size, t.uid, t.gid, t.mtime = 9 << 30, 4294967294, 3000000, -5
            open(sys.argv[1], 'wb').write(t.tobuf(tarfile.GNU_FORMAT))
            """, head.toString());
        TarMember member = new TarReader(new ByteArrayInputStream(Files.readAllBytes(head)))
                .next()
                .orElseThrow();
        assertThat(member.size()).isEqualTo(9L << 30);
        assertThat(Integer.toUnsignedLong(member.uid())).isEqualTo(4294967294L);
        assertThat(member.gid()).isEqualTo(3_000_000);
        assertThat(member.modified().getEpochSecond()).isEqualTo(-5);
    }

    @Test
    void readsGlobalHeadersAndUnknownRecords() throws Exception {
        Path archive = scratch.resolve("a.tar");
        Peers.python("""
            import sys, tarfile
            t = tarfile.open(sys.argv[1], 'w', format=tarfile.PAX_FORMAT, pax_headers={'comment': 'all', 'mtime': '77.5', 'uid': '12'})
            for name, own in (('a', {}), ('b', {'mtime': '88', 'VENDOR.thing': 'x'})):
                m = tarfile.TarInfo(name)
                m.pax_headers = own
                t.addfile(m)
            t.close()
            """, archive.toString());
        List<Read> all = Samples.read(Files.readAllBytes(archive));
        assertThat(all)
                .extracting(read -> read.member().modified().toString())
                .containsExactly("1970-01-01T00:01:17.500Z", "1970-01-01T00:01:28Z");
        assertThat(all).extracting(read -> read.member().uid()).containsOnly(12);
    }

    @Test
    void readsExtendedAttributesOfPython() throws Exception {
        Path archive = scratch.resolve("a.tar");
        Peers.python("""
            import sys, tarfile
            t = tarfile.open(sys.argv[1], 'w', format=tarfile.PAX_FORMAT)
            m = tarfile.TarInfo('a')
            m.pax_headers = {'SCHILY.xattr.user.k%3D%25': 'v=1\\n\\0', 'SCHILY.xattr.user.none': ''}
            t.addfile(m)
            t.close()
            """, archive.toString());
        String value = Peers.base64("v=1\n\0".getBytes(StandardCharsets.US_ASCII));
        assertThat(Samples.read(Files.readAllBytes(archive))).singleElement().satisfies(read -> assertThat(
                        read.member().xattrs())
                .isEqualTo(Map.of("user.k=%", value, "user.none", "")));
    }

    @Test
    void reportsSpecialFilesForTheCallerToRefuse() throws Exception {
        Path archive = scratch.resolve("a.tar");
        Peers.python("""
            import sys, tarfile
            t = tarfile.open(sys.argv[1], 'w', format=tarfile.USTAR_FORMAT)
            for name, kind in (('fifo', b'6'), ('char', b'3'), ('block', b'4'), ('contiguous', b'7')):
                m = tarfile.TarInfo(name)
                m.type = kind
                t.addfile(m)
            t.close()
            """, archive.toString());
        List<TarMember> members = Samples.read(Files.readAllBytes(archive)).stream()
                .map(Read::member)
                .toList();
        assertThat(members)
                .extracting(TarMember::type)
                .containsExactly(
                        TarMember.Type.FIFO,
                        TarMember.Type.CHARACTER_DEVICE,
                        TarMember.Type.BLOCK_DEVICE,
                        TarMember.Type.FILE);
        assertThat(members)
                .extracting(member -> member.stored().isPresent())
                .containsExactly(false, false, false, true);
    }

    @ParameterizedTest
    @ValueSource(strings = {"gnu", "posix"})
    void refusesSparseFiles(String format) throws Exception {
        Path tree = Files.createDirectory(scratch.resolve("tree"));
        Peers.python(
                "import sys; f = open(sys.argv[1], 'wb'); f.write(b'a'); f.seek(1 << 22); f.write(b'z')",
                tree.resolve("holes").toString());
        Path archive = scratch.resolve("a.tar");
        Peers.tar("--sparse", "--format=" + format, "-cf", archive.toString(), "-C", tree.toString(), ".");
        assertThatExceptionOfType(TarFormatException.class)
                .isThrownBy(() -> Samples.read(Files.readAllBytes(archive)))
                .withMessageStartingWith("member 2: sparse files are not supported");
    }

    @Test
    void aMemberBecomesAnEntryOfATree() {
        for (var entry : List.of(
                Samples.directory("d"), Samples.file("f", 3), Samples.link("l", "f"), Samples.hardlink("h", "f"))) {
            TarMember member = Samples.member(entry);
            assertThat(member.stored().orElseThrow().hardlinkTo()).isEqualTo(entry.hardlinkTo());
            assertThat(member.stored().map(stored -> stored.tree().withPath(entry.path())))
                    .isEqualTo(Optional.of(
                            entry.hardlinkTo().isPresent()
                                    ? Samples.file("h", 0).tree()
                                    : entry.tree()));
        }
    }
}
