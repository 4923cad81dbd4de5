package org.holdfast.format;

import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import org.holdfast.names.BytePath;
import org.holdfast.sync.Cursor;
import org.holdfast.sync.Kind;
import org.holdfast.sync.TreeEntry;
import org.holdfast.sync.TreeList;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonGenerator;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.ObjectReadContext;
import tools.jackson.core.ObjectWriteContext;
import tools.jackson.core.exc.JacksonIOException;

/// `fsmetadata.json`: what objects cannot say, as every reader of the rsync format knows it. The manifest says
/// more; this file is there for other software. Names that are not UTF-8 cannot stand in it.
final class FsMetadata {
    static final BytePath NAME = BytePath.parse("fsmetadata.json");

    /// For a hundred thousand links.
    private static final int MOST_BYTES = 32 << 20;

    private static final int OWNER_MAY_EXECUTE = 0100;

    private FsMetadata() {}

    /// Describes `tree` in `file`; streams, so the tree may have any size.
    static GeneratedFile write(TreeList tree, Path file) throws IOException {
        Path scratch = file.resolveSibling(file.getFileName() + ".notable");
        try (OutputStream out = new BufferedOutputStream(Files.newOutputStream(file), 1 << 16);
                JsonGenerator json = ManifestJson.FACTORY.createGenerator(ObjectWriteContext.empty(), out)) {
            json.writeStartObject();
            json.writeArrayPropertyStart("emptyDirs");
            TreeList notable = writeEmptyDirectories(tree, json, scratch);
            json.writeEndArray();
            json.writeArrayPropertyStart("execFiles");
            writePrograms(notable, json);
            json.writeEndArray();
            json.writeArrayPropertyStart("symlinks");
            writeLinks(notable, json);
            json.writeEndArray();
            json.writeEndObject();
            json.writeRaw('\n');
        } catch (JacksonIOException e) {
            throw e.getCause();
        } finally {
            Files.deleteIfExists(scratch);
        }
        return GeneratedFile.of(NAME, file);
    }

    /// @return what else is to be told of: mostly a few of many entries, so nobody need go through all of them again
    private static TreeList writeEmptyDirectories(TreeList tree, JsonGenerator json, Path scratch) throws IOException {
        try (Cursor<TreeEntry> entries = tree.entries();
                TreeList.Writer notable = TreeList.write(scratch)) {
            @Nullable TreeEntry directory = null;
            for (TreeEntry entry = entries.next(); entry != null; entry = entries.next()) {
                if (directory != null && !entry.path().startsWith(directory.path())) {
                    writePath(json, directory.path());
                }
                directory = entry.kind() == Kind.DIRECTORY ? entry : null;
                if (entry.kind() == Kind.LINK || isProgram(entry)) {
                    notable.add(entry);
                }
            }
            if (directory != null) {
                writePath(json, directory.path());
            }
            return notable.finish();
        }
    }

    private static boolean isProgram(TreeEntry entry) {
        return entry.kind() == Kind.FILE && (entry.mode() & OWNER_MAY_EXECUTE) != 0;
    }

    private static void writePrograms(TreeList notable, JsonGenerator json) throws IOException {
        try (Cursor<TreeEntry> entries = notable.entries()) {
            for (TreeEntry entry = entries.next(); entry != null; entry = entries.next()) {
                if (isProgram(entry)) {
                    writePath(json, entry.path());
                }
            }
        }
    }

    private static void writePath(JsonGenerator json, BytePath path) {
        if (path.isUtf8()) {
            json.writeString("./" + path.text());
        }
    }

    private static void writeLinks(TreeList notable, JsonGenerator json) throws IOException {
        try (Cursor<TreeEntry> entries = notable.entries()) {
            for (TreeEntry entry = entries.next(); entry != null; entry = entries.next()) {
                String target = entry.linkTarget().orElse("");
                if (entry.kind() == Kind.LINK && entry.path().isUtf8() && isText(target)) {
                    json.writeStartObject();
                    json.writeStringProperty("path", "./" + entry.path().text());
                    json.writeStringProperty("target", target);
                    json.writeEndObject();
                }
            }
        }
    }

    /// What such a file says.
    ///
    /// @param links their targets, as lossless text
    record Found(Set<BytePath> emptyDirectories, Set<BytePath> programs, Map<BytePath, String> links) {
        static final Found NOTHING = new Found(Set.of(), Set.of(), Map.of());
    }

    /// @throws DamagedException if it is none, names a place outside the backup, or is larger than any that was seen
    static Found read(InputStream in) throws IOException {
        byte[] bytes = in.readNBytes(MOST_BYTES + 1);
        if (bytes.length > MOST_BYTES) {
            throw new DamagedException(NAME + " is larger than " + MOST_BYTES + " bytes");
        }
        Found found = new Found(new HashSet<>(), new HashSet<>(), new HashMap<>());
        try (JsonParser json = ManifestJson.FACTORY.createParser(ObjectReadContext.empty(), bytes)) {
            require(json.nextToken() == JsonToken.START_OBJECT);
            while (json.nextToken() == JsonToken.PROPERTY_NAME) {
                String member = json.currentName();
                json.nextToken();
                switch (member) {
                    case "emptyDirs" -> readPaths(json, found.emptyDirectories);
                    case "execFiles" -> readPaths(json, found.programs);
                    case "symlinks" -> readLinks(json, found.links);
                    default -> json.skipChildren();
                }
            }
            return found;
        } catch (JacksonException | IllegalArgumentException e) {
            throw new DamagedException(NAME + " cannot be understood: " + e.getMessage(), e);
        }
    }

    private static void readPaths(JsonParser json, Set<BytePath> paths) {
        require(json.currentToken() == JsonToken.START_ARRAY);
        while (json.nextToken() != JsonToken.END_ARRAY) {
            require(json.currentToken() == JsonToken.VALUE_STRING);
            paths.add(path(json.getString()));
        }
    }

    private static void readLinks(JsonParser json, Map<BytePath, String> links) {
        require(json.currentToken() == JsonToken.START_ARRAY);
        while (json.nextToken() != JsonToken.END_ARRAY) {
            require(json.currentToken() == JsonToken.START_OBJECT);
            Map<String, String> members = new HashMap<>();
            while (json.nextToken() == JsonToken.PROPERTY_NAME) {
                String member = json.currentName();
                json.nextToken();
                members.put(member, json.getValueAsString(""));
                json.skipChildren();
            }
            String target = members.getOrDefault("target", "");
            require(!target.isEmpty() && target.indexOf('\0') < 0);
            links.put(path(members.getOrDefault("path", "")), target);
        }
    }

    private static BytePath path(String text) {
        BytePath path = BytePath.parse(text.startsWith("./") ? text.substring(2) : text);
        require(!path.isRoot());
        return path;
    }

    private static void require(boolean holds) {
        if (!holds) {
            throw new IllegalArgumentException("it has another form");
        }
    }

    private static boolean isText(String lossless) {
        return lossless.codePoints().noneMatch(c -> c >= Character.MIN_SURROGATE && c <= Character.MAX_SURROGATE);
    }
}
