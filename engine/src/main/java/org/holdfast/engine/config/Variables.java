package org.holdfast.engine.config;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// Replaces `${NAME}` and `${NAME:-default}` by the environment, and `$$` by `$`. Any other `$` stands for itself.
/// Immutable.
final class Variables {
    private static final Pattern DOLLAR = Pattern.compile("\\$(?:(\\$)|\\{([^}]*)(\\})?)");
    private static final Pattern INSIDE = Pattern.compile("([A-Za-z_][A-Za-z0-9_]*)(?::-(.*))?", Pattern.DOTALL);

    private final Map<String, String> environment;

    /// @param environment without empty variables
    Variables(Map<String, String> environment) {
        this.environment = Map.copyOf(environment);
    }

    /// @param usesAny whether the text names a variable, so that no secret stands in the file
    /// @param mistakes why the text is of no use, if it is not
    record Replaced(String text, boolean usesAny, List<String> mistakes) {}

    Replaced replace(String text) {
        StringBuilder out = new StringBuilder();
        List<String> mistakes = new ArrayList<>();
        boolean usesAny = false;
        Matcher found = DOLLAR.matcher(text);
        while (found.find()) {
            if (found.group(1) != null) {
                found.appendReplacement(out, Matcher.quoteReplacement("$"));
                continue;
            }
            usesAny = true;
            Matcher inside = INSIDE.matcher(found.group(2));
            if (found.group(3) == null || !inside.matches()) {
                // What is inside may be a part of a secret.
                mistakes.add("has \"${\" without a variable's name and \"}\": write $${ for the signs themselves");
                continue;
            }
            found.appendReplacement(out, Matcher.quoteReplacement(value(inside, mistakes)));
        }
        found.appendTail(out);
        return new Replaced(out.toString(), usesAny, mistakes);
    }

    private String value(Matcher inside, List<String> mistakes) {
        String name = inside.group(1);
        String value = environment.getOrDefault(name, "");
        if (!value.isEmpty()) {
            return value;
        }
        String usual = inside.group(2);
        if (usual == null) {
            mistakes.add("the environment variable " + name + " is not set, or empty");
            return "";
        }
        return usual;
    }
}
