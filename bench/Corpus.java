import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.RandomAccessFile;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;

/// Makes the trees that are measured, the same ones everywhere: from a seed and nothing else.
///
///     java bench/Corpus.java mixed DIR MIB            a server: SQL dump 35 %, pictures 25 %, small files 25 %, logs
///     java bench/Corpus.java small DIR FILES     files of 1.5 KiB in the median, up to 256 KiB, 40 a directory
///     java bench/Corpus.java tiny DIR FILES      files of a few bytes, 40 a directory
///     java bench/Corpus.java stream DIR MIB      one file of 10 GiB: so much noise, and then nothing but a hole
///     java bench/Corpus.java change DIR COUNT SEED    changes the beginning of so many files below DIR
final class Corpus {
    private static final int MIB = 1 << 20;
    private static final FileTime WRITTEN = FileTime.from(Instant.parse("2024-06-01T12:00:00Z"));

    private final Path top;
    private final Random random;
    private final List<String> words = new ArrayList<>();

    private Corpus(Path top, long seed) {
        this.top = top;
        random = new Random(seed);
        for (int i = 0; i < 10_000; i++) {
            StringBuilder word = new StringBuilder();
            for (int length = 2 + random.nextInt(8); length > 0; length--) {
                word.append((char) ('a' + Math.min(random.nextInt(26), random.nextInt(26))));
            }
            words.add(word.toString());
        }
    }

    public static void main(String[] args) throws IOException {
        Path top = Path.of(args[1]);
        int amount = Integer.parseInt(args[2]);
        switch (args[0]) {
            case "mixed" -> new Corpus(top, 1).mixed((long) amount * MIB);
            case "small" -> new Corpus(top, 2).small(amount);
            case "tiny" -> tiny(top, amount);
            case "stream" -> new Corpus(top, 3).stream(amount);
            case "change" -> new Corpus(top, Long.parseLong(args[3])).change(amount);
            default -> throw new IllegalArgumentException("mixed, small, tiny, stream or change, not " + args[0]);
        }
    }

    private void mixed(long bytes) throws IOException {
        file("db/shop.sql", bytes * 35 / 100, this::sqlRow);
        file("media/film.mp4", bytes / 8, this::noise);
        pieces("media/photo-%04d.jpg", bytes / 8, 3 * MIB, this::noise);
        pieces("log/app-%03d.log", bytes * 15 / 100, 16 * MIB, this::logLine);
        pieces("site/lib/%04d.bin", bytes / 8, 2 * MIB, this::program);
        pieces("site/text/%06d.txt", bytes / 8, 15_000, this::sentence);
    }

    private void small(int files) throws IOException {
        byte[] text = bytes(4 * MIB, this::sentence);
        byte[] noise = bytes(4 * MIB, this::noise);
        for (int i = 0; i < files; i++) {
            int size = (int) Math.min(1 << 18, Math.exp(7.3 + 1.4 * random.nextGaussian()));
            byte[] pool = i % 4 == 0 ? noise : text;
            int from = random.nextInt(pool.length - size);
            byte[] head = (i + "\n").getBytes(StandardCharsets.US_ASCII);
            String name =
                    "%02d/%03d/%s-%d.%s".formatted(i / 40 % 20, i / 40 / 20, word(), i, i % 4 == 0 ? "jpg" : "txt");
            write(name, out -> {
                out.write(head, 0, Math.min(size, head.length));
                out.write(pool, from, Math.max(0, size - head.length));
            });
        }
    }

    private static void tiny(Path top, int files) throws IOException {
        for (int i = 0; i < files; i++) {
            Path directory = top.resolve("%03d/%03d".formatted(i / 40_000, i / 40 % 1000));
            if (i % 40 == 0) {
                Files.createDirectories(directory);
            }
            Files.writeString(directory.resolve("file-" + i), i + "\n");
        }
    }

    private void stream(int mib) throws IOException {
        file("stream", (long) mib * MIB, this::noise);
        try (RandomAccessFile all = new RandomAccessFile(top.resolve("stream").toFile(), "rw")) {
            all.setLength(10L << 30);
        }
    }

    private void change(int count) throws IOException {
        List<Path> files;
        try (Stream<Path> all = Files.walk(top)) {
            files = all.filter(Files::isRegularFile).sorted().toList();
        }
        for (int i = 0; i < count; i++) {
            Path file = files.get(random.nextInt(files.size()));
            byte[] content = Files.readAllBytes(file);
            byte[] mark = Long.toString(random.nextLong()).getBytes(StandardCharsets.US_ASCII);
            System.arraycopy(mark, 0, content, 0, Math.min(mark.length, content.length));
            Files.write(file, content);
        }
    }

    @FunctionalInterface
    private interface Content {
        byte[] next();
    }

    @FunctionalInterface
    private interface Writing {
        void to(OutputStream out) throws IOException;
    }

    private void pieces(String pattern, long bytes, int each, Content content) throws IOException {
        int number = 0;
        for (long left = bytes; left > 0; left -= each) {
            file(pattern.formatted(number++), Math.min(left, each), content);
        }
    }

    private void file(String name, long bytes, Content content) throws IOException {
        write(name, out -> {
            for (long left = bytes; left > 0; ) {
                byte[] piece = content.next();
                out.write(piece, 0, (int) Math.min(left, piece.length));
                left -= piece.length;
            }
        });
    }

    private void write(String name, Writing writing) throws IOException {
        Path file = top.resolve(name);
        Files.createDirectories(file.getParent());
        try (OutputStream out = new BufferedOutputStream(Files.newOutputStream(file), MIB)) {
            writing.to(out);
        }
        Files.setLastModifiedTime(file, WRITTEN);
    }

    private static byte[] bytes(int size, Content content) {
        byte[] all = new byte[size];
        for (int at = 0; at < size; ) {
            byte[] piece = content.next();
            System.arraycopy(piece, 0, all, at, Math.min(piece.length, size - at));
            at += piece.length;
        }
        return all;
    }

    /// Some words are used much more often than others.
    private String word() {
        return words.get((int) (words.size() * Math.pow(random.nextDouble(), 3)));
    }

    private String words(int count) {
        StringBuilder text = new StringBuilder();
        for (int i = 0; i < count; i++) {
            text.append(i == 0 ? "" : " ").append(word());
        }
        return text.toString();
    }

    private byte[] sentence() {
        return (words(4 + random.nextInt(16)) + ".\n").getBytes(StandardCharsets.US_ASCII);
    }

    private byte[] sqlRow() {
        return ("INSERT INTO orders VALUES (" + random.nextInt(1_000_000) + ",'" + Long.toHexString(random.nextLong())
                        + Long.toHexString(random.nextLong()) + "','" + words(2) + "','" + words(2 + random.nextInt(20))
                        + "'," + random.nextInt(9000) + "." + random.nextInt(100) + ",'2024-06-01 12:00:"
                        + random.nextInt(60) + "');\n")
                .getBytes(StandardCharsets.US_ASCII);
    }

    private byte[] logLine() {
        return ("2024-06-01T12:" + random.nextInt(60) + ":" + random.nextInt(60) + "." + random.nextInt(1000)
                        + " INFO [worker-" + random.nextInt(32) + "] {\"user\":" + random.nextInt(100_000)
                        + ",\"path\":\"/api/" + word() + "/" + random.nextInt(1_000_000) + "\",\"ms\":"
                        + random.nextInt(200) + ",\"ip\":\"10." + random.nextInt(256) + "." + random.nextInt(256) + "."
                        + random.nextInt(256) + "\",\"msg\":\"" + words(1 + random.nextInt(7)) + "\"}\n")
                .getBytes(StandardCharsets.US_ASCII);
    }

    /// Opcodes repeat, operands vary: compresses to a half, as programs do.
    private byte[] program() {
        byte[] code = new byte[64 * 16];
        for (int at = 0; at < code.length; at += 16) {
            long kind = 0x9e3779b97f4a7c15L * (1 + random.nextInt(200));
            for (int i = 0; i < 10; i++) {
                code[at + i] = (byte) (kind >> (i * 6));
            }
            for (int i = 10; i < 15; i++) {
                code[at + i] = (byte) random.nextInt(256);
            }
        }
        return code;
    }

    private byte[] noise() {
        byte[] bytes = new byte[1 << 16];
        random.nextBytes(bytes);
        return bytes;
    }
}
