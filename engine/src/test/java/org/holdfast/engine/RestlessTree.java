package org.holdfast.engine;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.Arrays;
import java.util.Map;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import org.holdfast.backends.Interruption;
import org.jspecify.annotations.Nullable;

/// A tree whose files grow, shrink, vanish, are replaced and renamed, and turn into directories and back, until it is
/// closed. What a file holds tells by itself whether it is of one version.
///
/// A version is its number and what follows from that, so every length of it is right, and no mixture of two is.
final class RestlessTree implements AutoCloseable {
    private static final int NAMES = 40;
    private static final int HEADER = 16;
    private static final int LARGEST = 3_000_000;

    private final Path root;
    private final SplittableRandom random;
    private final Map<String, Set<String>> versions = new ConcurrentHashMap<>();
    private final Thread thread;
    private volatile boolean closed;
    private final AtomicLong changes = new AtomicLong();
    private volatile @Nullable IOException failure;
    private int made;

    /// @param root empty; what lies in `calm` never changes
    RestlessTree(Path root, long seed) throws IOException {
        this.root = root;
        this.random = new SplittableRandom(seed);
        Files.createDirectory(root.resolve("calm"));
        for (int i = 0; i < 5; i++) {
            write(root.resolve("calm/file" + i), 1000 * i);
        }
        for (int i = 0; i < NAMES; i++) {
            write(root.resolve("file" + i), size());
        }
        this.thread = Thread.ofPlatform().name("restless").start(this::run);
    }

    /// How often anything was changed.
    long changes() {
        return changes.get();
    }

    private void run() {
        while (!closed) {
            try {
                change(root.resolve("file" + random.nextInt(NAMES)));
                changes.incrementAndGet();
            } catch (IOException e) {
                failure = e;
                return;
            }
        }
    }

    private void change(Path file) throws IOException {
        boolean there = Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS);
        switch (random.nextInt(8)) {
            case 0, 1, 2 -> resize(file, there);
            case 3 -> Files.deleteIfExists(emptied(file));
            case 4 -> replace(emptied(file));
            case 5 -> rename(file, there);
            case 6 -> {
                Files.deleteIfExists(emptied(file));
                Files.createDirectory(file);
                write(file.resolve("inside"), size());
            }
            default -> {
                if (!there) {
                    replace(emptied(file));
                }
            }
        }
    }

    /// Without what is in it, should it be a directory.
    private static Path emptied(Path file) throws IOException {
        if (Files.isDirectory(file, LinkOption.NOFOLLOW_LINKS)) {
            Trees.delete(file);
        }
        return file;
    }

    private int size() {
        return HEADER + (random.nextInt(4) == 0 ? random.nextInt(LARGEST) : random.nextInt(2000));
    }

    /// Grows or shrinks it in its place.
    private void resize(Path file, boolean there) throws IOException {
        if (!there) {
            return;
        }
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ, StandardOpenOption.WRITE)) {
            int before = (int) channel.size();
            int after = size();
            if (after < before) {
                channel.truncate(after);
                return;
            }
            ByteBuffer header = ByteBuffer.allocate(HEADER);
            channel.read(header, 0);
            byte[] all = content(new String(header.array(), StandardCharsets.US_ASCII), after);
            channel.write(ByteBuffer.wrap(all, before, after - before), before);
        }
    }

    private void replace(Path file) throws IOException {
        Path fresh = root.resolve("new-" + file.getFileName());
        write(fresh, size());
        move(fresh, file);
    }

    private void rename(Path file, boolean there) throws IOException {
        Path other = root.resolve("file" + random.nextInt(NAMES));
        if (there && !other.equals(file)) {
            move(file, emptied(other));
        }
    }

    private void move(Path from, Path to) throws IOException {
        known(to).addAll(known(from));
        Files.move(from, to, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    }

    private void write(Path file, int size) throws IOException {
        String version = "%015d\n".formatted(made++);
        known(file).add(version);
        Files.write(file, content(version, Math.max(HEADER, size)));
    }

    private Set<String> known(Path file) {
        return versions.computeIfAbsent(root.relativize(file).toString(), _ -> ConcurrentHashMap.newKeySet());
    }

    private static byte[] content(String version, int size) {
        byte[] bytes = new byte[size];
        new SplittableRandom(version.hashCode()).nextBytes(bytes);
        System.arraycopy(version.getBytes(StandardCharsets.US_ASCII), 0, bytes, 0, Math.min(HEADER, size));
        return bytes;
    }

    /// What is wrong with a file as a backup has it; empty if the path ever held just that.
    ///
    /// @param path relative to the tree
    String wrong(String path, byte[] bytes) {
        if (bytes.length == 0) {
            // As it is for a moment when it is made.
            return versions.containsKey(path) ? "" : "there never was such a file";
        }
        if (bytes.length < HEADER) {
            return "only " + bytes.length + " bytes";
        }
        String version = new String(bytes, 0, HEADER, StandardCharsets.US_ASCII);
        if (!versions.getOrDefault(path, Set.of()).contains(version)) {
            return "never held version " + version.strip();
        }
        int differs = Arrays.mismatch(bytes, content(version, bytes.length));
        return differs < 0 ? "" : "is not version " + version.strip() + " from byte " + differs + " of " + bytes.length;
    }

    /// @throws IOException also if changing failed before
    @Override
    public void close() throws IOException {
        closed = true;
        try {
            thread.join();
        } catch (InterruptedException e) {
            throw Interruption.of(e);
        }
        IOException why = failure;
        if (why != null) {
            throw why;
        }
    }
}
