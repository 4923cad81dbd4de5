package org.holdfast.testkit;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.UserDefinedFileAttributeView;
import java.security.DigestInputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Predicate;
import org.holdfast.names.BytePath;
import org.holdfast.names.ByteText;
import org.holdfast.names.LocalNames;

/// What a tree on disk is, as told by find(1) of GNU, so that it is no code of ours that vouches for ours: one line of
/// text for each entry, with kind, mode, owner, size, time to the nanosecond, link target, names of the same file,
/// `user.*` attributes and SHA-256.
public final class TreeFacts {
    private static final String FORMAT = "%P\\0%y\\0%m\\0%U\\0%G\\0%s\\0%T@\\0%l\\0%D:%i\\0";
    private static final int FIELDS = 9;

    private final SortedMap<BytePath, String> facts;

    private TreeFacts(SortedMap<BytePath, String> facts) {
        this.facts = facts;
    }

    /// Of everything below `root`, and of `root` itself as the empty path.
    public static TreeFacts of(Path root) throws IOException {
        SortedMap<BytePath, String> facts = new TreeMap<>();
        Map<String, String> firstNames = new HashMap<>();
        SortedMap<BytePath, List<byte[]>> found = new TreeMap<>();
        for (List<byte[]> fields : find(root)) {
            found.put(BytePath.of(fields.getFirst()), fields);
        }
        for (Map.Entry<BytePath, List<byte[]>> entry : found.entrySet()) {
            List<String> fields =
                    entry.getValue().stream().map(ByteText::printable).toList();
            String kind = fields.get(1);
            StringBuilder line =
                    new StringBuilder(entry.getKey().toString()).append(" [").append(kind);
            line.append(kind.equals("l") ? "" : " " + fields.get(2));
            line.append(" ").append(fields.get(3)).append(":").append(fields.get(4));
            line.append(" ").append(fields.get(6));
            if (kind.equals("l")) {
                line.append(" -> ").append(fields.get(7));
            }
            if (kind.equals("f")) {
                Path file = LocalNames.resolve(root, entry.getKey());
                String first =
                        firstNames.putIfAbsent(fields.get(8), entry.getKey().toString());
                line.append(" ").append(fields.get(5)).append(" bytes ").append(sha256(file));
                line.append(first == null ? "" : " same file as " + first);
            }
            if (!kind.equals("l")) {
                line.append(xattrs(LocalNames.resolve(root, entry.getKey())));
            }
            facts.put(entry.getKey(), line.append("]").toString());
        }
        return new TreeFacts(facts);
    }

    private static List<List<byte[]>> find(Path root) throws IOException {
        Process process = new ProcessBuilder("find", ".", "-printf", FORMAT)
                .directory(root.toFile())
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        byte[] output = process.getInputStream().readAllBytes();
        if (process.onExit().join().exitValue() != 0) {
            throw new IOException("find failed in " + root);
        }
        List<List<byte[]>> entries = new ArrayList<>();
        List<byte[]> fields = new ArrayList<>();
        ByteArrayOutputStream field = new ByteArrayOutputStream();
        for (byte b : output) {
            if (b != 0) {
                field.write(b);
                continue;
            }
            fields.add(field.toByteArray());
            field.reset();
            if (fields.size() == FIELDS) {
                entries.add(List.copyOf(fields));
                fields.clear();
            }
        }
        return entries;
    }

    private static String sha256(Path file) throws IOException {
        try {
            MessageDigest digest = MessageDigest.getInstance("SHA-256");
            try (InputStream in = new DigestInputStream(Files.newInputStream(file), digest)) {
                in.transferTo(OutputStream.nullOutputStream());
            }
            return HexFormat.of().formatHex(digest.digest());
        } catch (NoSuchAlgorithmException e) {
            throw new AssertionError(e);
        }
    }

    private static String xattrs(Path file) throws IOException {
        UserDefinedFileAttributeView view = Files.getFileAttributeView(file, UserDefinedFileAttributeView.class);
        StringBuilder line = new StringBuilder();
        for (String name : view.list().stream().sorted().toList()) {
            ByteBuffer value = ByteBuffer.allocate(view.size(name));
            view.read(name, value);
            line.append(" user.").append(name).append("=").append(HexFormat.of().formatHex(value.array()));
        }
        return line.toString();
    }

    /// Only those entries.
    public TreeFacts only(Predicate<BytePath> wanted) {
        SortedMap<BytePath, String> kept = new TreeMap<>(facts);
        kept.keySet().removeIf(wanted.negate());
        return new TreeFacts(kept);
    }

    /// One line an entry, in path order.
    public List<String> lines() {
        return List.copyOf(facts.values());
    }

    /// The entries that are not the same in both, `-` as they are here and `+` as they are in `other`; nothing if the
    /// trees are equal.
    public List<String> differences(TreeFacts other) {
        SortedMap<BytePath, List<String>> lines = new TreeMap<>();
        facts.forEach((path, line) -> {
            if (!line.equals(other.facts.get(path))) {
                lines.computeIfAbsent(path, _ -> new ArrayList<>()).add("- " + line);
            }
        });
        other.facts.forEach((path, line) -> {
            if (!line.equals(facts.get(path))) {
                lines.computeIfAbsent(path, _ -> new ArrayList<>()).add("+ " + line);
            }
        });
        return lines.values().stream().flatMap(List::stream).toList();
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof TreeFacts that && facts.equals(that.facts);
    }

    @Override
    public int hashCode() {
        return facts.hashCode();
    }

    @Override
    public String toString() {
        return String.join("\n", facts.values());
    }
}
