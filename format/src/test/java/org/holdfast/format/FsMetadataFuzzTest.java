package org.holdfast.format;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.api.FuzzedDataProvider;
import com.code_intelligence.jazzer.junit.FuzzTest;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.holdfast.names.BytePath;
import org.holdfast.names.ByteText;
import org.holdfast.sync.FileIdentity;
import org.holdfast.sync.Kind;
import org.holdfast.sync.TreeEntry;
import org.holdfast.sync.TreeList;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.json.JsonMapper;

/// Whatever a tree holds, `fsmetadata.json` is JSON, and says what the specification says of it.
class FsMetadataFuzzTest {
    @TempDir
    Path dir;

    private record Link(String path, String target) {}

    private record Described(List<String> emptyDirs, List<String> execFiles, List<Link> symlinks) {}

    @FuzzTest
    void describes(FuzzedDataProvider data) throws IOException {
        Collection<TreeEntry> entries = entries(data);
        Path file = dir.resolve("fsmetadata.json");
        FsMetadata.write(list(entries), file);
        assertThat(JsonMapper.shared().readValue(Files.readAllBytes(file), Described.class))
                .isEqualTo(expected(entries));
        assertThat(FsMetadata.read(Files.newInputStream(file))).isEqualTo(found(expected(entries)));
    }

    private static FsMetadata.Found found(Described described) {
        Map<BytePath, String> links = new HashMap<>();
        described.symlinks.forEach(link -> links.put(path(link.path), link.target));
        return new FsMetadata.Found(paths(described.emptyDirs), paths(described.execFiles), links);
    }

    private static Set<BytePath> paths(List<String> texts) {
        return texts.stream().map(FsMetadataFuzzTest::path).collect(Collectors.toSet());
    }

    private static BytePath path(String text) {
        return BytePath.parse(text.substring("./".length()));
    }

    private TreeList list(Collection<TreeEntry> entries) throws IOException {
        try (TreeList.Writer writer = TreeList.write(dir.resolve("tree"))) {
            for (TreeEntry entry : entries) {
                writer.add(entry);
            }
            return writer.finish();
        }
    }

    private static Described expected(Collection<TreeEntry> entries) {
        Described described = new Described(new ArrayList<>(), new ArrayList<>(), new ArrayList<>());
        for (TreeEntry entry : entries) {
            if (!entry.path().isUtf8()) {
                continue;
            }
            String path = "./" + entry.path().text();
            boolean empty = entries.stream()
                    .noneMatch(other ->
                            !other.path().equals(entry.path()) && other.path().startsWith(entry.path()));
            if (entry.kind() == Kind.DIRECTORY && empty) {
                described.emptyDirs.add(path);
            }
            if (entry.kind() == Kind.FILE && (entry.mode() & 0100) != 0) {
                described.execFiles.add(path);
            }
            entry.linkTarget()
                    .filter(target -> ByteText.isUtf8(ByteText.encode(target)))
                    .ifPresent(target -> described.symlinks.add(new Link(path, target)));
        }
        return described;
    }

    /// A tree: what stands below something that is no directory is left out.
    private static Collection<TreeEntry> entries(FuzzedDataProvider data) {
        Map<BytePath, TreeEntry> entries = new TreeMap<>();
        List<BytePath> directories = new ArrayList<>(List.of(BytePath.ROOT));
        while (data.remainingBytes() > 0) {
            BytePath path =
                    directories.get(data.consumeInt(0, directories.size() - 1)).resolve(BytePath.of(name(data)));
            Kind kind = data.pickValue(Kind.values());
            Optional<String> target = kind == Kind.LINK ? Optional.of(ByteText.decode(name(data))) : Optional.empty();
            int mode = data.consumeInt(0, 07777);
            TreeEntry entry = new TreeEntry(path, kind, 0, Instant.EPOCH, mode, 0, 0, target, FileIdentity.UNKNOWN);
            if (entries.putIfAbsent(path, entry) == null && kind == Kind.DIRECTORY) {
                directories.add(path);
            }
        }
        return entries.values();
    }

    private static byte[] name(FuzzedDataProvider data) {
        byte[] bytes = data.consumeBytes(data.consumeInt(1, 12));
        for (int i = 0; i < bytes.length; i++) {
            if (bytes[i] == 0 || bytes[i] == '/' || (bytes[i] == '.' && i == 0)) {
                bytes[i] = '_';
            }
        }
        return bytes.length == 0 ? new byte[] {'n'} : bytes;
    }
}
