package org.holdfast.format.tar;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.api.FuzzedDataProvider;
import com.code_intelligence.jazzer.junit.FuzzTest;
import java.io.IOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.holdfast.names.BytePath;
import org.holdfast.names.ByteText;
import org.holdfast.sync.StoredEntry;

/// Whatever a tree may hold comes back out of an archive.
class TarWriterFuzzTest {
    @FuzzTest
    void comesBack(FuzzedDataProvider data) throws IOException {
        List<StoredEntry> entries = new ArrayList<>();
        while (data.remainingBytes() > 0) {
            entries.add(entry(data));
        }
        assertThat(Samples.read(Samples.archive(entries))).isEqualTo(Samples.expected(entries));
    }

    private static StoredEntry entry(FuzzedDataProvider data) {
        String path = path(data);
        StoredEntry entry =
                switch (data.consumeInt(0, 3)) {
                    case 0 -> Samples.directory(path);
                    case 1 -> Samples.link(path, name(data).replace('\n', '/'));
                    case 2 -> Samples.hardlink(path, path(data));
                    default -> Samples.file(path, data.consumeInt(0, 1100));
                };
        long second = data.consumeLong(Instant.MIN.getEpochSecond(), Instant.MAX.getEpochSecond());
        Instant time = Instant.ofEpochSecond(second, data.consumeInt(0, 999_999_999));
        int mode = data.consumeInt(0, 07777);
        StoredEntry owned = Samples.owned(Samples.at(entry, time), mode, data.consumeInt(), data.consumeInt());
        Map<String, String> xattrs = new HashMap<>();
        for (int i = data.consumeInt(0, 2); i > 0; i--) {
            xattrs.put(name(data), Peers.base64(data.consumeBytes(40)));
        }
        return Samples.withXattrs(owned, xattrs);
    }

    private static String path(FuzzedDataProvider data) {
        BytePath path = BytePath.parse(name(data));
        for (int i = data.consumeInt(0, 3); i > 0; i--) {
            path = path.resolve(name(data));
        }
        return path.text();
    }

    /// One segment in lossless text.
    private static String name(FuzzedDataProvider data) {
        byte[] bytes = data.consumeBytes(data.consumeInt(1, 300));
        for (int i = 0; i < bytes.length; i++) {
            if (bytes[i] == 0 || bytes[i] == '/' || (bytes[i] == '.' && i == 0)) {
                bytes[i] = '_';
            }
        }
        return bytes.length == 0 ? "n" : ByteText.decode(bytes);
    }
}
