package org.holdfast.format;

import java.io.IOException;
import java.io.InputStream;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.time.DateTimeException;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.UnaryOperator;
import org.holdfast.names.BytePath;
import org.holdfast.names.ByteText;
import org.holdfast.sync.FileIdentity;
import org.holdfast.sync.Kind;
import org.holdfast.sync.Skip;
import org.holdfast.sync.StoredEntry;
import org.holdfast.sync.TreeEntry;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonGenerator;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.ObjectReadContext;
import tools.jackson.core.ObjectWriteContext;
import tools.jackson.core.TokenStreamFactory;
import tools.jackson.core.exc.JacksonIOException;
import tools.jackson.core.json.JsonFactory;

/// The lines of a manifest, as `spec/SPEC.md` has them. A name that is not UTF-8 stands in a member whose name ends in
/// `64`, in base64, because JSON has no bytes.
final class ManifestJson {
    static final int VERSION = 1;

    /// JSON lines: one object a line. All is UTF-8: who guesses takes damage for another encoding.
    static final JsonFactory FACTORY = JsonFactory.builder()
            .disable(TokenStreamFactory.Feature.CHARSET_DETECTION)
            .rootValueSeparator("\n")
            .build();

    private static final String KIND = "holdfast-manifest";
    private static final List<Kind> KINDS = List.of(Kind.values());
    private static final int DIGEST_DIGITS = 64;

    private ManifestJson() {}

    /// One parsed line.
    sealed interface Line {}

    record Header(int version) implements Line {}

    record Entry(StoredEntry entry) implements Line {}

    record Skipped(Skip skip) implements Line {}

    /// @param record what the backup's record must say: a JSON object that nobody here looks into
    record Trailer(String backup, String format, long entries, long skipped, Optional<String> record) implements Line {}

    static void writeHeader(JsonGenerator json) {
        json.writeStartObject();
        json.writeStringProperty("type", KIND);
        json.writeNumberProperty("version", VERSION);
        json.writeEndObject();
    }

    static void writeTrailer(JsonGenerator json, Trailer trailer) {
        json.writeStartObject();
        json.writeStringProperty("backup", trailer.backup);
        json.writeStringProperty("format", trailer.format);
        json.writeNumberProperty("entries", trailer.entries);
        json.writeNumberProperty("skipped", trailer.skipped);
        trailer.record.ifPresent(record -> {
            json.writeName("record");
            json.writeRawValue(record);
        });
        json.writeEndObject();
        json.writeRaw('\n');
    }

    static void writeSkip(JsonGenerator json, Skip skip) {
        json.writeStartObject();
        writeName(json, "skipped", skip.path().text());
        json.writeStringProperty("reason", lower(skip.reason()));
        writeName(json, "detail", skip.detail());
        json.writeEndObject();
    }

    static void writeEntry(JsonGenerator json, StoredEntry stored) {
        TreeEntry tree = stored.tree();
        json.writeStartObject();
        writeName(json, "path", stored.path().text());
        json.writeStringProperty("kind", lower(tree.kind()));
        if (tree.kind() == Kind.FILE) {
            json.writeNumberProperty("size", tree.size());
        }
        json.writeStringProperty("mtime", Timestamp.format(tree.modified()));
        json.writeStringProperty("mode", octal(tree.mode()));
        json.writeNumberProperty("uid", tree.uid());
        json.writeNumberProperty("gid", tree.gid());
        stored.sha256().ifPresent(digest -> json.writeStringProperty("sha256", digest));
        tree.linkTarget().ifPresent(target -> writeName(json, "link", target));
        stored.hardlinkTo().ifPresent(earlier -> writeName(json, "hardlink", earlier.text()));
        writeXattrs(json, stored.xattrs());
        if (stored.unstable()) {
            json.writeBooleanProperty("unstable", true);
        }
        json.writeEndObject();
    }

    private static void writeXattrs(JsonGenerator json, Map<String, String> xattrs) {
        Map<String, String> text = new TreeMap<>();
        Map<String, String> base64 = new TreeMap<>();
        xattrs.forEach((name, value) -> {
            byte[] bytes = ByteText.encode(name);
            if (ByteText.isUtf8(bytes)) {
                text.put(name, value);
                return;
            }
            base64.put(Base64.getEncoder().encodeToString(bytes), value);
        });
        writeObject(json, "xattrs", text);
        writeObject(json, "xattrs64", base64);
    }

    private static void writeObject(JsonGenerator json, String member, Map<String, String> members) {
        if (members.isEmpty()) {
            return;
        }
        json.writeObjectPropertyStart(member);
        members.forEach(json::writeStringProperty);
        json.writeEndObject();
    }

    private static String lower(Enum<?> value) {
        return value.name().toLowerCase(java.util.Locale.ROOT);
    }

    private static String octal(int mode) {
        String digits = Integer.toOctalString(mode);
        return "0".repeat(Math.max(0, 4 - digits.length())) + digits;
    }

    private static void writeName(JsonGenerator json, String member, String lossless) {
        if (!hasSurrogates(lossless)) {
            json.writeStringProperty(member, lossless);
            return;
        }
        byte[] bytes = ByteText.encode(lossless);
        if (ByteText.isUtf8(bytes)) {
            json.writeStringProperty(member, lossless);
            return;
        }
        json.writeStringProperty(member + "64", Base64.getEncoder().encodeToString(bytes));
    }

    private static boolean hasSurrogates(String text) {
        for (int i = 0; i < text.length(); i++) {
            if (Character.isSurrogate(text.charAt(i))) {
                return true;
            }
        }
        return false;
    }

    /// A parser of the lines in `in`.
    static JsonParser parser(InputStream in) throws IOException {
        try {
            return FACTORY.createParser(ObjectReadContext.empty(), in);
        } catch (JacksonIOException e) {
            throw e.getCause();
        }
    }

    /// Runs what writes JSON, with the sink's own exceptions.
    static void writing(Runnable writing) throws IOException {
        try {
            writing.run();
        } catch (JacksonIOException e) {
            throw e.getCause();
        }
    }

    /// The next line, or `null` at the end.
    ///
    /// @throws DamagedException if the line is not one of a manifest this version knows
    static @Nullable Line read(JsonParser parser) throws IOException {
        try {
            JsonToken token = parser.nextToken();
            if (token == null) {
                return null;
            }
            if (token != JsonToken.START_OBJECT) {
                throw new DamagedException("manifest: a line is not a JSON object");
            }
            return new Fields(parser).line();
        } catch (JacksonException | IllegalArgumentException | DateTimeException | ArithmeticException e) {
            throw new DamagedException("manifest: " + firstLine(e), e);
        }
    }

    private static String firstLine(Exception e) {
        String message = e instanceof JacksonException json ? json.getOriginalMessage() : e.getMessage();
        return message == null
                ? e.getClass().getSimpleName()
                : message.lines().findFirst().orElse("");
    }

    /// The members of one line, collected before they are given a meaning.
    private static final class Fields {
        private final Map<String, String> text = new HashMap<>();
        private final Map<String, String> xattrs = new TreeMap<>();
        private Optional<String> record = Optional.empty();

        Fields(JsonParser parser) throws DamagedException {
            while (parser.nextToken() == JsonToken.PROPERTY_NAME) {
                String member = parser.currentName();
                JsonToken value = parser.nextToken();
                if (member.equals("xattrs") && value == JsonToken.START_OBJECT) {
                    readXattrs(parser, name -> name);
                } else if (member.equals("xattrs64") && value == JsonToken.START_OBJECT) {
                    readXattrs(
                            parser, name -> ByteText.decode(Base64.getDecoder().decode(name)));
                } else if (member.equals("record") && value == JsonToken.START_OBJECT) {
                    record = Optional.of(copy(parser));
                } else if (value.isScalarValue() && value != JsonToken.VALUE_NULL) {
                    text.put(member, parser.getString());
                } else {
                    throw new DamagedException("manifest: member " + member + " has an unexpected value");
                }
            }
        }

        private static String copy(JsonParser parser) {
            StringWriter text = new StringWriter();
            try (JsonGenerator json = FACTORY.createGenerator(ObjectWriteContext.empty(), text)) {
                json.copyCurrentStructure(parser);
            }
            return text.toString();
        }

        private void readXattrs(JsonParser parser, UnaryOperator<String> names) throws DamagedException {
            while (parser.nextToken() == JsonToken.PROPERTY_NAME) {
                String name = parser.currentName();
                if (parser.nextToken() != JsonToken.VALUE_STRING) {
                    throw new DamagedException("manifest: extended attribute " + name + " is not a string");
                }
                String value = parser.getString();
                Base64.getDecoder().decode(value);
                xattrs.put(names.apply(name), value);
            }
        }

        Line line() throws DamagedException {
            if (text.containsKey("backup")) {
                return new Trailer(
                        required("backup"), required("format"), number("entries"), number("skipped"), record);
            }
            if (name("path").isPresent()) {
                return new Entry(entry());
            }
            if (name("skipped").isPresent()) {
                return new Skipped(new Skip(
                        path("skipped"),
                        Skip.Reason.valueOf(required("reason").toUpperCase(java.util.Locale.ROOT)),
                        name("detail").orElse("")));
            }
            if (KIND.equals(text.get("type"))) {
                return header();
            }
            throw new DamagedException("manifest: a line of no known kind");
        }

        private Header header() throws DamagedException {
            if (number("version") > VERSION) {
                throw new DamagedException("manifest: version " + number("version")
                        + " is newer than this program knows; use a newer holdfast");
            }
            return new Header((int) number("version"));
        }

        private StoredEntry entry() throws DamagedException {
            Kind kind = kind(required("kind"));
            TreeEntry tree = new TreeEntry(
                    path("path"),
                    kind,
                    kind == Kind.FILE ? number("size") : 0,
                    Timestamp.parse(required("mtime")),
                    Integer.parseInt(required("mode"), 8),
                    (int) number("uid"),
                    (int) number("gid"),
                    name("link"),
                    FileIdentity.UNKNOWN);
            Optional<BytePath> hardlink = name("hardlink").map(BytePath::parse);
            Optional<String> sha256 = Optional.ofNullable(text.get("sha256"));
            if (sha256.isPresent() && !isDigest(sha256.get())) {
                throw new DamagedException("manifest: a digest of " + tree.path() + " is none");
            }
            return new StoredEntry(tree, sha256, xattrs, hardlink, "true".equals(text.get("unstable")));
        }

        private static Kind kind(String name) throws DamagedException {
            for (Kind kind : KINDS) {
                if (kind.name().equalsIgnoreCase(name)) {
                    return kind;
                }
            }
            throw new DamagedException("manifest: no such kind of entry: " + name);
        }

        /// Each file has one, and before anything is compiled each call counts.
        private static boolean isDigest(String text) {
            for (byte c : text.getBytes(StandardCharsets.UTF_8)) {
                if ((c < '0' || c > '9') && (c < 'a' || c > 'f')) {
                    return false;
                }
            }
            return text.length() == DIGEST_DIGITS;
        }

        private BytePath path(String member) throws DamagedException {
            BytePath path = BytePath.parse(name(member).orElseThrow(() -> missing(member)));
            if (path.isRoot()) {
                throw new DamagedException("manifest: an empty path");
            }
            return path;
        }

        /// A name in lossless text, from `member` or its base64 twin.
        private Optional<String> name(String member) {
            String plain = text.get(member);
            if (plain != null) {
                return Optional.of(plain);
            }
            return Optional.ofNullable(text.get(member + "64"))
                    .map(value -> ByteText.decode(Base64.getDecoder().decode(value)));
        }

        private long number(String member) throws DamagedException {
            return Long.parseLong(required(member));
        }

        private String required(String member) throws DamagedException {
            String value = text.get(member);
            if (value == null) {
                throw missing(member);
            }
            return value;
        }

        private static DamagedException missing(String member) {
            return new DamagedException("manifest: a line has no member " + member);
        }
    }
}
