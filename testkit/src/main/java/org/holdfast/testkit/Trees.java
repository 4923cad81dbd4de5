package org.holdfast.testkit;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributeView;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.UserDefinedFileAttributeView;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Random;
import java.util.stream.Stream;
import org.holdfast.names.BytePath;
import org.holdfast.names.LocalNames;
import org.jspecify.annotations.Nullable;

/// Random real trees, the same for the same seed: names that break things, links, hard links, empty directories, odd
/// modes, times to the nanosecond, sparse files, attributes; and changes to such trees. Print the seed with every
/// failure. Run by root, it gives entries to other users too. For one thread.
public final class Trees {
    private static final boolean ROOT = "root".equals(System.getProperty("user.name"));
    private static final int MAX_BYTES = 20_000;

    /// Siblings that sort, match or encode in surprising ways.
    private static final List<byte[]> NAMES = Stream.concat(
                    Stream.of(
                                    "a",
                                    "ab",
                                    "a.txt",
                                    "a-old",
                                    "a b",
                                    "a-b",
                                    "a\nb",
                                    "b",
                                    "B",
                                    "50%",
                                    "%41",
                                    "a+b",
                                    "\"quoted\"",
                                    "'",
                                    "back\\slash",
                                    "~",
                                    "#",
                                    "?",
                                    "*",
                                    "-rf",
                                    " ",
                                    "ünï",
                                    "日本",
                                    "🗄️",
                                    "é",
                                    "e\u0301",
                                    "\u007f",
                                    "\u0001",
                                    "...",
                                    ".hidden",
                                    "x".repeat(255))
                            .map(name -> name.getBytes(StandardCharsets.UTF_8)),
                    Stream.of(new byte[] {(byte) 0xff}, new byte[] {'a', (byte) 0xc3}, new byte[] {
                        (byte) 0xed, (byte) 0xa0, (byte) 0x80
                    }))
            .toList();

    private final Random random;

    public Trees(long seed) {
        this.random = new Random(seed);
    }

    /// Adds about that many entries at random places below `root`, then gives all new directories random metadata.
    public void fill(Path root, int entries) throws IOException {
        List<Path> directories = new ArrayList<>(List.of(root));
        List<Path> files = new ArrayList<>();
        List<Path> made = new ArrayList<>();
        for (int i = 0; i < entries; i++) {
            Path path = free(directories.get(random.nextInt(directories.size())));
            switch (random.nextInt(10)) {
                case 0, 1, 2 -> {
                    Files.createDirectory(path);
                    directories.add(path);
                    made.add(path);
                }
                case 3 -> link(path);
                case 4 -> {
                    if (files.isEmpty()) {
                        file(path);
                        files.add(path);
                    } else {
                        Files.createLink(path, files.get(random.nextInt(files.size())));
                    }
                }
                default -> {
                    file(path);
                    files.add(path);
                }
            }
        }
        for (Path directory : made.reversed()) {
            metadata(directory, 0700 | random.nextInt(010000));
        }
    }

    private Path free(Path directory) {
        while (true) {
            byte[] name = NAMES.get(random.nextInt(NAMES.size()));
            Path path = LocalNames.resolve(directory, BytePath.of(name));
            if (!Files.exists(path, LinkOption.NOFOLLOW_LINKS)) {
                return path;
            }
            path = directory.resolve("n" + random.nextInt(1_000_000));
            if (!Files.exists(path, LinkOption.NOFOLLOW_LINKS)) {
                return path;
            }
        }
    }

    private void file(Path path) throws IOException {
        byte[] content = new byte[random.nextInt(4) == 0 ? 0 : random.nextInt(MAX_BYTES)];
        random.nextBytes(content);
        try (FileChannel channel = FileChannel.open(path, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE)) {
            long start = random.nextInt(8) == 0 ? random.nextInt(300_000) : 0;
            channel.write(ByteBuffer.wrap(content), start);
        }
        if (random.nextInt(6) == 0) {
            Files.getFileAttributeView(path, UserDefinedFileAttributeView.class)
                    .write("note", ByteBuffer.wrap(new byte[] {1, 0, (byte) random.nextInt(256)}));
        }
        metadata(path, random.nextInt(3) == 0 ? readable(random.nextInt(010000)) : 0644);
    }

    /// Nobody but root can back up what its owner may not read.
    private static int readable(int mode) {
        return ROOT ? mode : mode | 0600;
    }

    private void link(Path path) throws IOException {
        byte[] target =
                switch (random.nextInt(4)) {
                    case 0 -> "/nowhere/at all".getBytes(StandardCharsets.UTF_8);
                    case 1 -> "..".getBytes(StandardCharsets.UTF_8);
                    case 2 -> "../a/ab".getBytes(StandardCharsets.UTF_8);
                    default -> NAMES.get(random.nextInt(NAMES.size()));
                };
        Files.createSymbolicLink(path, LocalNames.path(target));
        owner(path);
        time(path, time());
    }

    private void metadata(Path path, int mode) throws IOException {
        owner(path);
        Files.setAttribute(path, "unix:mode", mode);
        time(path, time());
    }

    private void owner(Path path) throws IOException {
        if (ROOT && random.nextInt(4) == 0) {
            Files.setAttribute(path, "unix:uid", 1000 + random.nextInt(3), LinkOption.NOFOLLOW_LINKS);
            Files.setAttribute(path, "unix:gid", 1000 + random.nextInt(3), LinkOption.NOFOLLOW_LINKS);
        }
    }

    /// Some before 1970, some after 2038; all to the nanosecond but those before 1970, which Java rounds.
    private Instant time() {
        return switch (random.nextInt(8)) {
            case 0 -> Instant.ofEpochSecond(-random.nextInt(1_000_000_000));
            case 1 -> Instant.ofEpochSecond(5_000_000_000L + random.nextInt(), random.nextInt(1_000_000_000));
            default -> Instant.ofEpochSecond(1_600_000_000 + random.nextInt(1000), random.nextInt(1_000_000_000));
        };
    }

    private static void time(Path path, Instant time) throws IOException {
        Files.getFileAttributeView(path, BasicFileAttributeView.class, LinkOption.NOFOLLOW_LINKS)
                .setTimes(FileTime.from(time), null, null);
    }

    private static Instant timeOf(Path path) throws IOException {
        return Files.getLastModifiedTime(path, LinkOption.NOFOLLOW_LINKS).toInstant();
    }

    /// Makes that many random changes below `root`.
    ///
    /// @return each change in words, for the message of a failure
    public List<String> mutate(Path root, int changes) throws IOException {
        List<String> told = new ArrayList<>();
        for (int i = 0; i < changes; i++) {
            List<Path> all = below(root);
            if (all.isEmpty()) {
                fill(root, 5);
                told.add("filled");
                continue;
            }
            Path path = all.get(random.nextInt(all.size()));
            told.add(change(root, path) + " " + root.relativize(path));
        }
        return told;
    }

    private String change(Path root, Path path) throws IOException {
        boolean file = Files.isRegularFile(path, LinkOption.NOFOLLOW_LINKS);
        boolean directory = Files.isDirectory(path, LinkOption.NOFOLLOW_LINKS);
        return switch (random.nextInt(8)) {
            case 0 -> {
                remove(path);
                yield "removed";
            }
            case 1 -> {
                remove(path);
                if (directory) {
                    file(path);
                    yield "directory became file";
                }
                Files.createDirectory(path);
                fill(path, random.nextInt(4));
                yield "became directory";
            }
            case 2 -> {
                time(path, time());
                yield "touched";
            }
            case 3 -> {
                if (!directory && !file) {
                    remove(path);
                    file(path);
                    yield "link became file";
                }
                Files.setAttribute(path, "unix:mode", directory ? 0700 : readable(random.nextInt(01000)));
                yield "changed the mode of";
            }
            case 4 -> {
                if (file && Files.size(path) > 0) {
                    replaceUnseen(path);
                    yield "replaced, same size and time,";
                }
                fill(directory ? path : parent(path), 3);
                yield "added beside or in";
            }
            case 5 -> {
                Path to = free(root);
                if (to.startsWith(path)) {
                    yield "left";
                }
                Files.move(path, to, StandardCopyOption.ATOMIC_MOVE);
                yield "moved to the top";
            }
            case 6 -> {
                if (file) {
                    Files.write(path, new byte[] {42}, StandardOpenOption.APPEND);
                    yield "appended to";
                }
                fill(directory ? path : parent(path), 2);
                yield "added beside or in";
            }
            default -> {
                fill(directory ? path : parent(path), 2);
                yield "added beside or in";
            }
        };
    }

    private static Path parent(Path path) {
        return Objects.requireNonNull(path.getParent(), "below the root");
    }

    /// Another file of the same size and modification time takes the name, as some tools and some attackers do.
    private void replaceUnseen(Path path) throws IOException {
        Instant time = timeOf(path);
        Path fresh = free(parent(path));
        byte[] content = new byte[(int) Files.size(path)];
        random.nextBytes(content);
        Files.write(fresh, content, StandardOpenOption.CREATE_NEW);
        time(fresh, time);
        Files.move(fresh, path, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    }

    private static List<Path> below(Path root) throws IOException {
        try (Stream<Path> all = Files.walk(root)) {
            // In an order that does not depend on the file system, so that a seed means the same everywhere.
            return all.filter(path -> !path.equals(root))
                    .sorted((a, b) -> BytePath.of(LocalNames.bytesOf(root.relativize(a)))
                            .compareTo(BytePath.of(LocalNames.bytesOf(root.relativize(b)))))
                    .toList();
        }
    }

    /// Removes a whole tree, or a single file or link.
    public static void remove(Path path) throws IOException {
        Files.walkFileTree(path, new SimpleFileVisitor<>() {
            @Override
            public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) throws IOException {
                Files.delete(file);
                return FileVisitResult.CONTINUE;
            }

            @Override
            public FileVisitResult postVisitDirectory(Path directory, @Nullable IOException failure)
                    throws IOException {
                Files.delete(directory);
                return FileVisitResult.CONTINUE;
            }
        });
    }
}
