package org.holdfast.format.tar;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.InterruptedIOException;
import java.io.OutputStream;
import java.io.SequenceInputStream;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.holdfast.sync.StoredEntry;
import org.junit.jupiter.api.Test;

class TarWriterTest {
    private final ByteArrayOutputStream out = new ByteArrayOutputStream();
    private final TarWriter writer = new TarWriter(out);

    /// Each field at the offset that POSIX gives it.
    @Test
    void writesThePosixLayout() throws IOException {
        writer.add(Samples.directory(""));
        writer.add(Samples.file("a", 5), new ByteArrayInputStream("hello".getBytes(US_ASCII)));
        writer.finish();

        byte[] archive = out.toByteArray();
        assertThat(archive).hasSize(10240);
        String root = "./" + "\0".repeat(98) + "0000755\0" + "0001750\0" + "0001751\0" + "00000000000\0"
                + "14524770400\0" + "CHECKSUM" + "5" + "\0".repeat(100) + "ustar\00000" + "\0".repeat(64)
                + "0000000\0" + "0000000\0" + "\0".repeat(167);
        String file = root.replaceFirst("\\./\0\0", "./a\0")
                .replace("0000755", "0000644")
                .replace("00000000000\0", "00000000005\0")
                .replace("CHECKSUM5", "CHECKSUM0");
        String content = "hello" + "\0".repeat(507);
        assertThat(new String(archive, ISO_8859_1))
                .isEqualTo(summed(root) + summed(file) + content + "\0".repeat(10240 - 3 * 512));
    }

    private static String summed(String header) {
        int sum = header.replace("CHECKSUM", " ".repeat(8)).chars().sum();
        return header.replace("CHECKSUM", String.format("%06o\0 ", sum));
    }

    @Test
    void writesExtendedHeadersInAFixedOrder() throws IOException {
        StoredEntry odd = Samples.withXattrs(
                Samples.owned(Samples.at(Samples.link("é", "ü"), Samples.TIME.plusNanos(500)), 0777, 2_097_152, -2),
                Map.of("user.b", Peers.base64((byte) '\n', (byte) 0, (byte) 0xff), "user.a=%", ""));
        String head = new String(MemberHead.of(odd), ISO_8859_1);
        String expected = """
            13 path=./Ã©
            15 linkpath=Ã¼
            15 uid=2097152
            18 gid=4294967294
            28 mtime=1700000000.0000005
            30 SCHILY.xattr.user.a%3D%25=
            27 SCHILY.xattr.user.b=
            \0\u00ff
            """;
        assertThat(head.substring(512)).startsWith(expected + "\0");
    }

    /// Some readers look at the header's beginning of a long name first, and take a file with a slash for a directory.
    @Test
    void theBeginningOfALongNameNeverEndsInASlash() throws IOException {
        byte[] head = MemberHead.of(Samples.file("d".repeat(97) + "/" + "n".repeat(120), 0));
        assertThat(new HeaderFields(Arrays.copyOfRange(head, head.length - 512, head.length)).path())
                .isEqualTo("./" + "d".repeat(97));
    }

    @Test
    void equalEntriesGiveEqualArchives() throws IOException {
        List<StoredEntry> tree = Samples.awkwardTree();
        assertThat(Samples.archive(tree)).isEqualTo(Samples.archive(tree));
    }

    @Test
    void padsAFileThatShrank() throws IOException {
        long taken = writer.add(Samples.file("a", 2000), new ByteArrayInputStream(new byte[] {1, 2, 3}));
        addAndFinish();

        assertThat(taken).isEqualTo(3);
        List<Samples.Read> read = Samples.read(out.toByteArray());
        assertThat(Layout.bytes(read.get(0).content())).isEqualTo(Arrays.copyOf(new byte[] {1, 2, 3}, 2000));
        assertThat(read.get(1).content()).isEqualTo("next");
    }

    @Test
    void takesNoMoreThanTheEntrySaysOfAFileThatGrew() throws IOException {
        InputStream content = new ByteArrayInputStream(new byte[2000]);
        assertThat(writer.add(Samples.file("a", 512), content)).isEqualTo(512);
        assertThat(content.available()).isEqualTo(2000 - 512);
        addAndFinish();

        List<Samples.Read> read = Samples.read(out.toByteArray());
        assertThat(read.get(0).content()).hasSize(512);
        assertThat(read.get(1).content()).isEqualTo("next");
    }

    @Test
    void staysValidWhenASourceFails() throws IOException {
        InputStream failing = new SequenceInputStream(new ByteArrayInputStream(new byte[] {7, 8}), new FailingInput());
        assertThatExceptionOfType(ContentReadException.class)
                .isThrownBy(() -> writer.add(Samples.file("a", 100_000), failing))
                .satisfies(e -> assertThat(e.taken()).isEqualTo(2))
                .withRootCauseInstanceOf(IOException.class)
                .withStackTraceContaining("bad sector");
        addAndFinish();

        List<Samples.Read> read = Samples.read(out.toByteArray());
        assertThat(Layout.bytes(read.get(0).content())).isEqualTo(Arrays.copyOf(new byte[] {7, 8}, 100_000));
        assertThat(read.get(1).content()).isEqualTo("next");
    }

    private void addAndFinish() throws IOException {
        writer.add(Samples.file("b", 4), new ByteArrayInputStream("next".getBytes(US_ASCII)));
        writer.finish();
    }

    @Test
    void givesUpAtOnceWhenInterrupted() {
        Thread.currentThread().interrupt();
        assertThatExceptionOfType(InterruptedIOException.class)
                .isThrownBy(() -> writer.add(Samples.file("a", 1L << 40), new FailingInput()));
        assertThat(Thread.interrupted()).isTrue();
        assertThatIllegalStateException().isThrownBy(writer::finish);
    }

    @Test
    void neverEndsAnArchiveWhoseSinkFailed() {
        TarWriter broken = new TarWriter(new OutputStream() {
            @Override
            public void write(int b) throws IOException {
                throw new IOException("disk full");
            }
        });
        assertThatExceptionOfType(IOException.class)
                .isThrownBy(() -> broken.add(Samples.directory("a")))
                .withMessage("disk full");
        assertThatIllegalStateException().isThrownBy(broken::finish);
        assertThatIllegalStateException().isThrownBy(() -> broken.add(Samples.directory("a")));
    }

    @Test
    void refusesMembersAfterTheEnd() throws IOException {
        writer.finish();
        assertThatIllegalStateException().isThrownBy(() -> writer.add(Samples.directory("a")));
        assertThatIllegalStateException().isThrownBy(writer::finish);
    }

    @Test
    void refusesTooMuchBeforeWritingAnyOfIt() throws IOException {
        StoredEntry heavy = Samples.withXattrs(Samples.file("a", 1), Map.of("user.a", Peers.base64(new byte[1 << 20])));
        assertThatExceptionOfType(TarFormatException.class)
                .isThrownBy(() -> writer.add(heavy, new FailingInput()))
                .withMessageContaining("more than 1048576");
        assertThat(out.size()).isZero();
        addAndFinish();
        assertThat(Samples.read(out.toByteArray())).hasSize(1);
    }

    @Test
    void refusesWhatDoesNotFitTogether() {
        assertThatIllegalArgumentException().isThrownBy(() -> writer.add(Samples.file("a", 0)));
        assertThatIllegalArgumentException()
                .isThrownBy(() -> writer.add(Samples.directory("a"), InputStream.nullInputStream()));
        assertThatIllegalArgumentException()
                .isThrownBy(() -> writer.add(Samples.hardlink("a", "b"), InputStream.nullInputStream()));
        assertThatIllegalArgumentException()
                .isThrownBy(() -> writer.add(Samples.file("", 0), InputStream.nullInputStream()));
        assertThatIllegalArgumentException().isThrownBy(() -> writer.add(Samples.link("a", "")));
        assertThatIllegalArgumentException().isThrownBy(() -> writer.add(Samples.link("a", "b\0c")));
        assertThatIllegalArgumentException().isThrownBy(() -> writer.add(Samples.hardlink("a", "")));
        assertThat(out.size()).isZero();
    }

    private static final class FailingInput extends InputStream {
        @Override
        public int read() throws IOException {
            throw new IOException("bad sector");
        }

        @Override
        public int read(byte[] bytes, int offset, int length) throws IOException {
            return read();
        }
    }
}
