package org.holdfast.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.source.tree.BinaryTree;
import com.sun.source.tree.ExpressionTree;
import com.sun.source.tree.LiteralTree;
import com.sun.source.tree.NewClassTree;
import com.sun.source.tree.ParenthesizedTree;
import com.sun.source.tree.Tree;
import com.sun.source.util.JavacTask;
import com.sun.source.util.TreeScanner;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import javax.tools.StandardJavaFileManager;
import javax.tools.ToolProvider;
import org.junit.jupiter.api.Test;

/// The messages of `docs/troubleshooting.md` are the program's own, and all that its errors say, so that whoever looks
/// for one finds it.
final class TroubleshootingTest {
    private static final Path TOP = Path.of("..");
    private static final Pattern MESSAGE = Pattern.compile("(?m)^\\| `([^`]+)` \\| \\S.* \\| \\S.* \\|$");

    /// For what is between two texts and differs each time.
    private static final String VARIES = "…";

    /// What is put together elsewhere says nothing by itself.
    private static final Pattern TWO_WORDS = Pattern.compile("[a-z]{2,}\\W+(.*\\W)?[a-z]{2,}");

    private final List<String> quoted = quoted();

    TroubleshootingTest() throws IOException {}

    @Test
    void everyMessageIsOneOfTheProgram() throws IOException {
        Set<String> known = collected(new Texts());
        known.addAll(ofTheLauncher());

        assertThat(quoted).hasSizeGreaterThan(80).doesNotHaveDuplicates();
        assertThat(known).containsAll(quoted);
    }

    @Test
    void everyMessageOfAnErrorIsThere() throws IOException {
        Set<String> messages = collected(new Errors());
        messages.removeIf(message -> !TWO_WORDS.matcher(message).find());

        assertThat(messages).hasSizeGreaterThan(100);
        assertThat(quoted).containsAll(messages);
    }

    private static List<String> quoted() throws IOException {
        return MESSAGE.matcher(Files.readString(TOP.resolve("docs/troubleshooting.md")))
                .results()
                .map(found -> found.group(1))
                .toList();
    }

    /// Texts in the sources, with `…` for what is put between.
    private static Set<String> collected(TreeScanner<Void, Set<String>> collector) throws IOException {
        List<Path> sources = new ArrayList<>();
        for (String room : List.of("backends", "sync", "format", "engine", "server", "cli")) {
            try (Stream<Path> found = Files.walk(TOP.resolve(room).resolve("src/main/java"))) {
                found.filter(file -> file.toString().endsWith(".java")).forEach(sources::add);
            }
        }
        Set<String> messages = new TreeSet<>();
        var compiler = ToolProvider.getSystemJavaCompiler();
        try (StandardJavaFileManager files = compiler.getStandardFileManager(null, null, null)) {
            JavacTask task = (JavacTask) compiler.getTask(
                    null, files, null, List.of("-proc:none"), null, files.getJavaFileObjectsFromPaths(sources));
            task.parse().forEach(unit -> collector.scan(unit, messages));
        }
        return messages;
    }

    /// Those of the launcher begin behind "fail".
    private static Set<String> ofTheLauncher() throws IOException {
        Set<String> messages = new TreeSet<>();
        Pattern.compile("fail '([^']+)'")
                .matcher(Files.readString(TOP.resolve("holdfast")))
                .results()
                .forEach(found -> messages.add(found.group(1)));
        return messages;
    }

    /// Collects each text as a whole, however many pieces it has.
    private static final class Texts extends TreeScanner<Void, Set<String>> {
        @Override
        public Void visitBinary(BinaryTree tree, Set<String> found) {
            if (tree.getKind() == Tree.Kind.PLUS) {
                found.add(text(tree));
            }
            return super.visitBinary(tree, found);
        }

        @Override
        public Void visitLiteral(LiteralTree tree, Set<String> found) {
            found.add(text(tree));
            return super.visitLiteral(tree, found);
        }
    }

    /// Collects what errors say: the second argument of each.
    private static final class Errors extends TreeScanner<Void, Set<String>> {
        @Override
        public Void visitNewClass(NewClassTree tree, Set<String> found) {
            if (tree.getIdentifier().toString().equals("BackupException")
                    && tree.getArguments().size() > 1) {
                found.add(text(tree.getArguments().get(1)));
            }
            return super.visitNewClass(tree, found);
        }
    }

    private static String text(ExpressionTree tree) {
        return switch (tree) {
            case LiteralTree literal when literal.getValue() instanceof String text -> text;
            case ParenthesizedTree inner -> text(inner.getExpression());
            case BinaryTree sum
            when sum.getKind() == Tree.Kind.PLUS ->
                (text(sum.getLeftOperand()) + text(sum.getRightOperand())).replace(VARIES + VARIES, VARIES);
            default -> VARIES;
        };
    }
}
