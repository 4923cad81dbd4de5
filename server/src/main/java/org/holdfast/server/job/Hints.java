package org.holdfast.server.job;

import java.util.Map;
import java.util.regex.Pattern;

/// What to do about a failure, for whoever uses the server: the engine names options of the command line, which are
/// members of requests here. Stateless.
public final class Hints {
    private static final Map<String, String> MEMBERS = Map.of(
            "accept-damaged", "\"acceptDamaged\"",
            "allow-other-version", "no \"version\"",
            "app-id", "\"app\"",
            "directory", "\"directories\"",
            "dump-dir", "\"dumps\"",
            "ignore-owners", "\"ignoreOwners\"",
            "overwrite", "\"overwrite\"",
            "path", "\"paths\"",
            "raw", "\"raw\"",
            "repair", "\"repair\"");
    private static final Pattern OPTION =
            Pattern.compile("--(" + String.join("|", MEMBERS.keySet()) + ")(?![a-z-])(?: (?:NAME=)?DIR)?");

    private Hints() {}

    /// The same in the server's words. A whole command stays one.
    public static String here(String hint) {
        return hint.contains("holdfast ")
                ? hint
                : OPTION.matcher(hint).replaceAll(found -> String.valueOf(MEMBERS.get(found.group(1))));
    }
}
