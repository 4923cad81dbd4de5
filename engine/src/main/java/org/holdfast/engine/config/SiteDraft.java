package org.holdfast.engine.config;

import java.util.Map;
import java.util.Optional;
import org.holdfast.engine.FormatKind;

/// A site as somebody describes it who has none yet.
///
/// @param place keys and values that say where it is, `provider` first, in the order to write them; none is a secret
/// @param passwordFile empty: it is not encrypted
/// @param app what is backed up to it first; only a new file takes it
public record SiteDraft(
        String name,
        Map<String, String> place,
        FormatKind format,
        Optional<String> passwordFile,
        Optional<AppDraft> app) {
    private static final String INDENT = "  ";

    /// The site as a part of the file, explained.
    ///
    /// @param indent how far it is set in
    String block(String indent) {
        String inner = indent + INDENT;
        StringBuilder out = new StringBuilder(indent).append(name).append(":\n");
        place.forEach((key, value) ->
                out.append(inner).append(key).append(": ").append(quoted(value)).append('\n'));
        if (place.containsKey("bucket")) {
            comment(out, inner, "Credentials come from AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY. Or say here:");
            comment(out, inner, "credentials: { accessKeyId: \"${KEY}\", secretAccessKey: \"${SECRET}\" }");
        }
        comment(
                out,
                inner,
                switch (format) {
                    case RSYNC -> "One object a file: only what changed is sent.";
                    case TGZ -> "One archive, sent whole each time.";
                });
        out.append(inner).append("format: ").append(format.id()).append('\n');
        if (passwordFile.isPresent()) {
            comment(out, inner, "Whoever loses the password loses the backups. Keep a copy of it elsewhere.");
            out.append(inner).append("encryption:\n");
            out.append(inner).append(INDENT).append("passwordFile: ").append(quoted(passwordFile.get()));
            out.append('\n');
        } else {
            comment(out, inner, "Not encrypted: whoever can read the store can read the backups.");
        }
        comment(out, inner, "Everything of the last two days, then one backup a day, a week, a month.");
        out.append(inner).append("retention: { keepWithin: 2d, keepDaily: 7, keepWeekly: 4, keepMonthly: 12 }\n");
        comment(out, inner, "Minute, hour, day, month, weekday; here every night at three:");
        comment(out, inner, "schedule: \"0 3 * * *\"");
        comment(out, inner, "On Sundays, whether they can be restored; another tenth of their files each time:");
        comment(out, inner, "verification: { schedule: \"0 5 * * 0\", readData: 10% }");
        return out.toString();
    }

    /// A first file with the site in it.
    String file() {
        return """
                # What Holdfast backs up, and to where. docs/configuration.md explains every key, and
                # "holdfast config check" looks for mistakes. ${NAME} and ${NAME:-default} are replaced from the
                # environment; write $$ for a dollar sign.
                sites:
                """ + block(INDENT) + "\n# Each app is backed up by itself:\n"
                + app.map(SiteDraft::apps).orElse("""
                    # apps:
                    #   blog:
                    #     version: 1.4.2
                    #     data: /srv/blog/data
                    #     exclude: ["cache/**", "*.tmp"]
                    """);
    }

    private static String apps(AppDraft app) {
        return """
            apps:
              %s:
                data: %s
                # exclude: ["cache/**", "*.tmp"]
            """.formatted(quoted(app.id().value()), quoted(app.data()));
    }

    private static void comment(StringBuilder out, String indent, String text) {
        out.append(indent).append("# ").append(text).append('\n');
    }

    private static String quoted(String value) {
        if (value.matches("[A-Za-z0-9/][A-Za-z0-9/._-]*") && !value.equals("null")) {
            return value;
        }
        return "'" + value.replace("'", "''").replace("$", "$$") + "'";
    }
}
