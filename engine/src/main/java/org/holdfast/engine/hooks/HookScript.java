package org.holdfast.engine.hooks;

import java.util.LinkedHashMap;
import java.util.Map;
import org.holdfast.names.ByteText;
import org.holdfast.names.LocalNames;

/// What the shell is given: it sets the variables, goes to the data directory and becomes the shell of the
/// command.
///
/// Java encodes arguments, variables and the working directory of a process by the locale, which may know ASCII
/// only. So all of it is spelled in ASCII, and the shell makes bytes of it.
final class HookScript {
    private final HookRun run;
    private final Map<String, String> environment;

    /// @param environment lossless text
    HookScript(HookRun run, Map<String, String> environment) {
        this.run = run;
        this.environment = environment;
    }

    String text() {
        Map<String, byte[]> variables = new LinkedHashMap<>();
        environment.forEach((name, value) -> variables.put(name, ByteText.encode(value)));
        variables.put("HOLDFAST_HOOK", ByteText.encode(run.kind().key()));
        variables.put("HOLDFAST_APP", ByteText.encode(run.app()));
        variables.put("HOLDFAST_APP_VERSION", ByteText.encode(run.version()));
        variables.put(
                "HOLDFAST_DUMP_DIR", LocalNames.bytesOf(run.dumpDirectory().toAbsolutePath()));
        variables.put(
                "HOLDFAST_DATA_DIR", LocalNames.bytesOf(run.dataDirectory().toAbsolutePath()));
        run.error().ifPresent(error -> variables.put("HOLDFAST_ERROR", ByteText.encode(error)));
        // Last, since a shell may heed it from there on.
        variables.put("LANG", ByteText.encode("C.UTF-8"));
        StringBuilder script = new StringBuilder();
        // A letter at the end, since the shell takes line ends there away.
        variables.forEach((name, value) -> script.append(name)
                .append("=\"$(printf %bx '")
                .append(spelled(value))
                .append("')\"; export ")
                .append(name)
                .append("=\"${")
                .append(name)
                .append("%x}\"\n"));
        return script.append("cd \"$HOLDFAST_DATA_DIR\" || exit 126\nexec /bin/sh -c \"$(printf %b '")
                .append(spelled(ByteText.encode(run.hook().command())))
                .append("')\"\n")
                .toString();
    }

    /// For `printf %b` in single quotes.
    private static String spelled(byte[] bytes) {
        StringBuilder out = new StringBuilder(bytes.length + 16);
        for (byte b : bytes) {
            boolean plain = b >= ' ' && b < 127 && b != '\'' && b != '\\' && b != '%';
            if (plain) {
                out.append((char) b);
            } else if (b != 0) {
                out.append(String.format("\\0%03o", b & 0xff));
            }
        }
        return out.toString();
    }
}
