package org.holdfast.format.tar;

import java.math.BigDecimal;
import java.math.RoundingMode;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.Base64;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.holdfast.names.ByteText;

/// What extended headers and long-name members say about the member that follows. Where two of them contradict each
/// other, readers differ in whom they believe, so an archive with such members is refused.
final class Extensions {
    /// Digits of a number or time, far more than any real one has.
    private static final int MAX_NUMBER_LENGTH = 64;

    private static final Set<String> NOT_FOR_ALL = Set.of("path", "linkpath", "size");

    private final Map<String, String> global;
    private Map<String, String> local = Map.of();
    private final Map<Character, String> longNames = new HashMap<>();

    /// @param global what [#globals(byte[])] took from the headers before, by keyword
    Extensions(Map<String, String> global) {
        this.global = global;
    }

    /// The records of a global header that matter here.
    static Map<String, String> globals(byte[] payload) throws TarFormatException {
        Map<String, String> known = new HashMap<>();
        for (Map.Entry<String, String> each : checked(payload).entrySet()) {
            String keyword = each.getKey();
            if (NOT_FOR_ALL.contains(keyword) || keyword.startsWith(Layout.XATTR)) {
                throw new TarFormatException("a global header says " + printable(keyword) + " for all members");
            }
            if (Set.of("mtime", "uid", "gid").contains(keyword)) {
                known.put(keyword, each.getValue());
            }
        }
        return known;
    }

    void records(byte[] payload) throws TarFormatException {
        if (!local.isEmpty()) {
            throw new TarFormatException("two extended headers for one member");
        }
        local = checked(payload);
    }

    private static Map<String, String> checked(byte[] payload) throws TarFormatException {
        Map<String, String> records = PaxRecords.parse(payload);
        for (String keyword : records.keySet()) {
            if (keyword.startsWith("GNU.sparse.") || keyword.equals("SCHILY.realsize")) {
                throw new TarFormatException(
                        "sparse files are not supported; make the archive without tar's option --sparse");
            }
        }
        return records;
    }

    /// @param type `L` for the path, `K` for the target of a link
    void longName(char type, byte[] payload) throws TarFormatException {
        String raw = Layout.raw(payload);
        int end = raw.indexOf('\0');
        if (end >= 0 && !HeaderFields.isZero(Layout.bytes(raw.substring(end)))) {
            throw new TarFormatException("a long name holds a NUL byte");
        }
        if (longNames.put(type, end < 0 ? raw : raw.substring(0, end)) != null) {
            throw new TarFormatException("two long names for one member");
        }
    }

    boolean isEmpty() {
        return local.isEmpty() && longNames.isEmpty();
    }

    Optional<String> path() throws TarFormatException {
        return name("path", 'L');
    }

    Optional<String> link() throws TarFormatException {
        return name("linkpath", 'K');
    }

    private Optional<String> name(String keyword, char longType) throws TarFormatException {
        String pax = local.get(keyword);
        String gnu = longNames.get(longType);
        if (pax != null && gnu != null) {
            throw new TarFormatException("two long names for one member");
        }
        return Optional.ofNullable(pax == null ? gnu : pax);
    }

    /// A non-negative number, if there is one.
    Optional<Long> number(String keyword) throws TarFormatException {
        Optional<String> text = record(keyword);
        if (text.isEmpty()) {
            return Optional.empty();
        }
        if (!text.get().matches("[0-9]{1,19}")) {
            throw badNumber(keyword);
        }
        try {
            return Optional.of(Long.parseLong(text.get()));
        } catch (NumberFormatException _) {
            throw badNumber(keyword);
        }
    }

    /// Seconds since 1970 with a fraction; digits beyond nanoseconds are dropped towards the past.
    Optional<Instant> modified() throws TarFormatException {
        Optional<String> text = record("mtime");
        if (text.isEmpty()) {
            return Optional.empty();
        }
        if (text.get().length() > MAX_NUMBER_LENGTH || !text.get().matches("-?[0-9]+(\\.[0-9]*)?")) {
            throw badNumber("mtime");
        }
        try {
            BigDecimal nanos = new BigDecimal(text.get()).setScale(9, RoundingMode.FLOOR);
            BigDecimal seconds = nanos.setScale(0, RoundingMode.FLOOR);
            return Optional.of(Instant.ofEpochSecond(
                    seconds.longValueExact(),
                    nanos.subtract(seconds).unscaledValue().intValueExact()));
        } catch (ArithmeticException | DateTimeException _) {
            throw badNumber("mtime");
        }
    }

    private Optional<String> record(String keyword) {
        String value = local.get(keyword);
        return Optional.ofNullable(value == null ? global.get(keyword) : value);
    }

    private static TarFormatException badNumber(String keyword) {
        return new TarFormatException("an extended header holds a malformed " + keyword);
    }

    /// By name in lossless text, values in base64.
    Map<String, String> xattrs() throws TarFormatException {
        Map<String, String> xattrs = new HashMap<>();
        for (Map.Entry<String, String> each : local.entrySet()) {
            if (!each.getKey().startsWith(Layout.XATTR)) {
                continue;
            }
            String name = PaxRecords.unescaped(each.getKey().substring(Layout.XATTR.length()));
            if (name.isEmpty()) {
                throw new TarFormatException("an extended attribute without a name");
            }
            xattrs.put(
                    ByteText.decode(Layout.bytes(name)),
                    Base64.getEncoder().encodeToString(Layout.bytes(each.getValue())));
        }
        return xattrs;
    }

    private static String printable(String raw) {
        return Layout.printable(Layout.bytes(raw));
    }
}
