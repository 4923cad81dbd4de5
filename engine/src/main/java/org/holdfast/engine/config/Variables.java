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

    /// @param fromEnvironment whether any of it is from there, and not in the file
    /// @param mistakes why the text is of no use, if it is not
    record Replaced(String text, boolean fromEnvironment, List<String> mistakes) {}

    Replaced replace(String text) {
        StringBuilder out = new StringBuilder();
        List<String> mistakes = new ArrayList<>();
        boolean fromEnvironment = false;
        Matcher found = DOLLAR.matcher(text);
        while (found.find()) {
            if (found.group(1) != null) {
                found.appendReplacement(out, Matcher.quoteReplacement("$"));
                continue;
            }
            Matcher inside = INSIDE.matcher(found.group(2));
            if (found.group(3) == null || !inside.matches()) {
                // What is inside may be a part of a secret.
                mistakes.add("has \"${\" without a variable's name and \"}\": write $${ for the signs themselves");
                continue;
            }
            String value = environment.getOrDefault(inside.group(1), "");
            fromEnvironment |= !value.isEmpty();
            found.appendReplacement(out, Matcher.quoteReplacement(value.isEmpty() ? usual(inside, mistakes) : value));
        }
        found.appendTail(out);
        return new Replaced(out.toString(), fromEnvironment, mistakes);
    }

    /// What stands for a variable that is not there.
    private static String usual(Matcher inside, List<String> mistakes) {
        String usual = inside.group(2);
        if (usual == null) {
            mistakes.add("the environment variable " + inside.group(1) + " is not set, or empty");
            return "";
        }
        return usual;
    }
}
