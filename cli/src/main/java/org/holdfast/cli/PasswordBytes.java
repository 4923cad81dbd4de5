package org.holdfast.cli;

import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.holdfast.engine.BackupException;
import org.holdfast.engine.Failure;

/// Bytes that are a password. Stateless; thread-safe.
final class PasswordBytes {
    /// Nobody's password is longer; what is longer was named by mistake.
    static final int MAX_BYTES = 4096;

    private PasswordBytes() {}

    /// As [#decode(byte[], String)], without one line end at the end.
    static char[] decodeLine(byte[] bytes, String source) throws BackupException {
        int end = bytes.length;
        if (end > 0 && bytes[end - 1] == '\n') {
            end--;
            if (end > 0 && bytes[end - 1] == '\r') {
                end--;
            }
        }
        byte[] line = Arrays.copyOf(bytes, end);
        Arrays.fill(bytes, (byte) 0);
        return decode(line, source);
    }

    /// @param bytes UTF-8; cleared
    /// @param source where they come from, for messages
    /// @throws BackupException MISCONFIGURED if they are none, too many or no UTF-8
    static char[] decode(byte[] bytes, String source) throws BackupException {
        try {
            if (bytes.length == 0) {
                throw invalid(source, "is empty", "put the password there");
            }
            if (bytes.length > MAX_BYTES) {
                throw invalid(source, "is longer than " + MAX_BYTES + " bytes", "check that it is the right one");
            }
            CharBuffer decoded = StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes));
            char[] password = new char[decoded.remaining()];
            decoded.get(password);
            Arrays.fill(decoded.array(), '\0');
            return password;
        } catch (CharacterCodingException _) {
            throw invalid(source, "is not UTF-8", "convert it, for example with iconv");
        } finally {
            Arrays.fill(bytes, (byte) 0);
        }
    }

    private static BackupException invalid(String source, String problem, String hint) {
        return new BackupException(Failure.MISCONFIGURED, "the password from " + source + " " + problem, hint);
    }
}
