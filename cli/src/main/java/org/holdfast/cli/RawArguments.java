package org.holdfast.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.holdfast.engine.BackupException;
import org.holdfast.engine.Failure;
import org.holdfast.names.ByteText;

/// Command-line arguments as lossless text ([ByteText]). Java decodes them by the locale, which loses names that are
/// not text in it; the system still has the bytes.
final class RawArguments {
    private static final Path LINUX = Path.of("/proc/self/cmdline");

    private RawArguments() {}

    /// @param decoded the arguments as Java has them
    /// @throws BackupException MISCONFIGURED if one was mangled and its bytes are not to be had
    static String[] lossless(String[] decoded) throws BackupException {
        if (Arrays.stream(decoded).allMatch(RawArguments::isAscii)) {
            return decoded;
        }
        try {
            return last(Files.readAllBytes(LINUX), decoded.length);
        } catch (IOException e) {
            if (Arrays.stream(decoded).noneMatch(argument -> argument.indexOf('\uFFFD') >= 0)) {
                return decoded;
            }
            throw new BackupException(
                    Failure.MISCONFIGURED,
                    "an argument cannot be read exactly under this locale",
                    "set LC_ALL to a UTF-8 locale",
                    List.of(),
                    e);
        }
    }

    /// The last `count` of the arguments in `block`, each of which is followed by a NUL.
    static String[] last(byte[] block, int count) {
        List<String> arguments = new ArrayList<>();
        int start = 0;
        for (int i = 0; i < block.length; i++) {
            if (block[i] == 0) {
                arguments.add(ByteText.decode(Arrays.copyOfRange(block, start, i)));
                start = i + 1;
            }
        }
        return arguments.subList(arguments.size() - count, arguments.size()).toArray(String[]::new);
    }

    private static boolean isAscii(String text) {
        return text.chars().allMatch(c -> c < 0x80);
    }
}
