package org.holdfast.sync;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.holdfast.names.BytePath;
import org.holdfast.sync.SyncIndex.Status;
import org.junit.jupiter.api.io.TempDir;

/// Whatever stands in the place of an index, of the doubts of a run and of its journal. The input is records, each
/// behind a byte that says which file it is for and two that say its length; they get their checksums here, since no
/// fuzzer finds them, unless that byte says that they are pieces of a file as they are.
class SyncIndexFuzzTest {
    private static final List<String> FILES = List.of("index", "pending", "journal");

    @TempDir
    Path dir;

    @FuzzTest
    void open(byte[] input) throws IOException {
        write(input);
        List<IndexEntry> entries;
        try (SyncIndex index = SyncIndex.open(dir, "boot")) {
            if (!(index.status() instanceof Status.Good)) {
                if (index.status() instanceof Status.Corrupt corrupt) {
                    assertThat(corrupt.detail()).isNotEmpty().doesNotContain("\n");
                }
                return;
            }
            entries = read(index.entries());
        }
        BytePath last = null;
        for (IndexEntry entry : entries) {
            assertThat(last == null || last.compareTo(entry.path()) < 0)
                    .as("in order: %s after %s", entry.path(), last)
                    .isTrue();
            last = entry.path();
        }
        assertThat(rewritten(entries)).isEqualTo(entries);
    }

    private List<IndexEntry> rewritten(List<IndexEntry> entries) throws IOException {
        Path file = dir.resolve("again");
        try (var writer = new SortedFile.Writer<>(file, new SortedFile.Header(1, 1, ""), Codec.INDEX)) {
            for (IndexEntry entry : entries) {
                writer.add(entry);
            }
            writer.finish();
        }
        return read(new SortedFile.Reader<>(file, 1, Codec.INDEX));
    }

    private static List<IndexEntry> read(Cursor<IndexEntry> entries) throws IOException {
        List<IndexEntry> all = new ArrayList<>();
        try (entries) {
            for (IndexEntry entry = entries.next(); entry != null; entry = entries.next()) {
                all.add(entry);
            }
        }
        return all;
    }

    private static byte[] framed(byte[] record) {
        byte[] frame = new byte[Frames.HEAD_BYTES + record.length];
        System.arraycopy(record, 0, frame, Frames.HEAD_BYTES, record.length);
        Frames.head(frame, frame.length);
        return frame;
    }

    private void write(byte[] input) throws IOException {
        List<ByteArrayOutputStream> contents =
                FILES.stream().map(_ -> new ByteArrayOutputStream()).toList();
        DataInputStream in = new DataInputStream(new ByteArrayInputStream(input));
        while (in.available() >= 3) {
            int kind = in.readUnsignedByte();
            byte[] record = in.readNBytes(in.readUnsignedShort());
            byte[] bytes = kind / FILES.size() % 2 == 0 ? framed(record) : record;
            contents.get(kind % FILES.size()).writeBytes(bytes);
        }
        for (int i = 0; i < FILES.size(); i++) {
            Path file = dir.resolve(FILES.get(i));
            Files.deleteIfExists(file);
            if (contents.get(i).size() > 0) {
                Files.write(file, contents.get(i).toByteArray());
            }
        }
    }
}
