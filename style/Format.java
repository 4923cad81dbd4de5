import com.palantir.javaformat.java.Formatter;
import com.palantir.javaformat.java.FormatterException;
import com.palantir.javaformat.java.JavaFormatterOptions;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;

/// Checks (`--check`) or mends (`--write`) the formatting of every Java source below a directory.
/// Exit code 1 and one line a file when `--check` finds something.
final class Format {
    /// What the formatter makes of a `///` line that is too long for it.
    private static final Pattern BROKEN_DOC_COMMENT = Pattern.compile("///[^\\n]*\\n *//(?!/)");

    public static void main(String[] args) throws Exception {
        boolean write = args[0].equals("--write");
        Formatter formatter = Formatter.createFormatter(JavaFormatterOptions.builder()
                .style(JavaFormatterOptions.Style.PALANTIR)
                .build());
        int wrong = 0;
        for (Path source : sources(Path.of(args[1]))) {
            String before = Files.readString(source);
            String after = formatted(formatter, source, before);
            if (BROKEN_DOC_COMMENT.matcher(after).results().count()
                    > BROKEN_DOC_COMMENT.matcher(before).results().count()) {
                System.out.println("a line of a doc comment is too long: " + source.normalize());
                System.exit(1);
            }
            if (after.equals(before)) {
                continue;
            }
            wrong++;
            System.out.println((write ? "formatted " : "not formatted: ") + source.normalize());
            if (write) {
                Files.writeString(source, after);
            }
        }
        System.exit(wrong > 0 && !write ? 1 : 0);
    }

    private static String formatted(Formatter formatter, Path source, String before) {
        try {
            return formatter.formatSourceAndFixImports(before);
        } catch (FormatterException e) {
            System.out.println("cannot be formatted: " + source.normalize() + ":" + e.getMessage());
            System.exit(1);
            throw new IllegalStateException(e);
        }
    }

    private static List<Path> sources(Path root) throws IOException {
        try (var files = Files.walk(root)) {
            return files.filter(file -> file.toString().endsWith(".java"))
                    .filter(file -> !file.toString().contains("/target/"))
                    .sorted()
                    .toList();
        }
    }
}
