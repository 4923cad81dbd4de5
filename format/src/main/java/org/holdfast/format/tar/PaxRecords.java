package org.holdfast.format.tar;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;

/// The payload of an extended header: records `<length> <keyword>=<value>\n`, the length counting itself.
final class PaxRecords {
    /// Enough for any length within [Layout#MAX_EXTENSION].
    private static final int MAX_LENGTH_DIGITS = 8;

    private final ByteArrayOutputStream payload = new ByteArrayOutputStream();

    void add(String keyword, String value) {
        add(keyword.getBytes(StandardCharsets.UTF_8), value.getBytes(StandardCharsets.UTF_8));
    }

    void add(byte[] keyword, byte[] value) {
        int body = keyword.length + value.length + 3;
        int length = body + digits(body);
        length = body + digits(length);
        payload.writeBytes((length + " ").getBytes(StandardCharsets.US_ASCII));
        payload.writeBytes(keyword);
        payload.write('=');
        payload.writeBytes(value);
        payload.write('\n');
    }

    /// The name of an extended attribute as part of a keyword, which cannot hold `=`; as GNU tar and bsdtar have it.
    static String escaped(String name) {
        return name.replace("%", "%25").replace("=", "%3D");
    }

    static String unescaped(String name) {
        return name.replace("%3D", "=").replace("%25", "%");
    }

    private static int digits(int number) {
        return Integer.toString(number).length();
    }

    boolean isEmpty() {
        return payload.size() == 0;
    }

    byte[] payload() {
        return payload.toByteArray();
    }

    /// Keywords and values as raw text, in order, the last of equal keywords.
    ///
    /// @throws TarFormatException for anything but a sequence of complete records
    static Map<String, String> parse(byte[] payload) throws TarFormatException {
        Map<String, String> records = new LinkedHashMap<>();
        int at = 0;
        while (at < payload.length) {
            int space = at;
            int length = 0;
            while (space < payload.length && payload[space] >= '0' && payload[space] <= '9') {
                length = length * 10 + payload[space++] - '0';
                if (space - at > MAX_LENGTH_DIGITS) {
                    throw malformed();
                }
            }
            int end = at + length;
            if (space == at || end > payload.length || end - 1 <= space || payload[space] != ' ') {
                throw malformed();
            }
            addParsed(records, payload, space + 1, end - 1);
            at = end;
        }
        return records;
    }

    private static void addParsed(Map<String, String> records, byte[] payload, int from, int newline)
            throws TarFormatException {
        String record = Layout.raw(payload, from, newline);
        int equals = record.indexOf('=');
        if (payload[newline] != '\n' || equals < 1) {
            throw malformed();
        }
        String keyword = record.substring(0, equals);
        if (keyword.indexOf('\0') >= 0) {
            throw malformed();
        }
        records.put(keyword, record.substring(equals + 1));
    }

    private static TarFormatException malformed() {
        return new TarFormatException("malformed record in an extended header");
    }
}
