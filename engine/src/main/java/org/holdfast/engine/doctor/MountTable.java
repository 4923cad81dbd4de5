package org.holdfast.engine.doctor;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import org.holdfast.names.LocalNames;

/// What is mounted on this machine, and what its fstab says should be. Immutable.
///
/// @param mounted later ones lie over earlier ones of the same place
/// @param expected the places of fstab
public record MountTable(List<Mount> mounted, List<Path> expected) {
    private static final int OCTAL = 8;

    public MountTable {
        mounted = List.copyOf(mounted);
        expected = List.copyOf(expected);
    }

    /// A mounted file system.
    ///
    /// @param device `MAJOR:MINOR`
    /// @param source what is mounted, such as `/dev/sda1`
    public record Mount(Path place, String device, String source) {}

    /// Of this machine, which must be a Linux.
    public static MountTable current() throws IOException {
        return read(Path.of("/proc/self/mountinfo"), Path.of("/etc/fstab"));
    }

    /// Reads the two files, in the forms of proc(5) and fstab(5). There need not be an fstab.
    static MountTable read(Path mountinfo, Path fstab) throws IOException {
        List<Mount> mounted = new ArrayList<>();
        for (String line : Files.readAllLines(mountinfo, StandardCharsets.ISO_8859_1)) {
            // 36 35 98:0 /root /place options [optional fields] - type source options
            String[] halves = line.split(" - ", 2);
            String[] before = halves[0].split(" ", -1);
            if (halves.length == 2 && before.length > 4) {
                String[] after = halves[1].split(" ", -1);
                mounted.add(new Mount(path(before[4]), before[2], after.length > 1 ? unescaped(after[1]) : ""));
            }
        }
        List<Path> expected = new ArrayList<>();
        try {
            for (String line : Files.readAllLines(fstab, StandardCharsets.ISO_8859_1)) {
                String[] fields = line.strip().split("\\s+", -1);
                if (!fields[0].startsWith("#") && fields.length > 1 && fields[1].startsWith("/")) {
                    expected.add(path(fields[1]));
                }
            }
        } catch (NoSuchFileException _) {
            // As in containers.
        }
        return new MountTable(mounted, expected);
    }

    private static Path path(String field) {
        return LocalNames.path(unescaped(field).getBytes(StandardCharsets.ISO_8859_1));
    }

    /// Undoes `\040` and the like.
    private static String unescaped(String field) {
        StringBuilder text = new StringBuilder();
        for (int i = 0; i < field.length(); i++) {
            boolean escape = field.charAt(i) == '\\' && field.substring(i).matches("\\\\[0-3][0-7]{2}.*");
            text.append(escape ? (char) Integer.parseInt(field.substring(i + 1, i + 4), OCTAL) : field.charAt(i));
            i += escape ? 3 : 0;
        }
        return text.toString();
    }

    /// The mount that a path is on; the path need not exist.
    ///
    /// @param path absolute, without symbolic links
    public Optional<Mount> of(Path path) {
        // The sort is stable, and the last of several at one place is the one on top.
        return mounted.reversed().stream()
                .filter(mount -> path.startsWith(mount.place()))
                .max(Comparator.comparingInt(mount -> mount.place().getNameCount()));
    }

    /// The deepest place of fstab above a path, or the path itself, where nothing is mounted.
    Optional<Path> missing(Path path) {
        return expected.stream()
                .filter(path::startsWith)
                .filter(place ->
                        mounted.stream().noneMatch(mount -> mount.place().equals(place)))
                .max(Comparator.comparingInt(Path::getNameCount));
    }
}
