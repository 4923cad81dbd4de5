package org.holdfast.testkit;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/// A page of the documentation as the blocks that it shows. Immutable.
///
/// A block is fenced and says its language, or indented by four spaces, which makes it one of commands (`sh`). A
/// comment `<!-- sh`, commands below it, `-->` is one that readers of the rendered page do not see: what happened
/// between two blocks that they do see, such as the arrival on another machine.
///
/// @param file where it is
/// @param text all of it
/// @param blocks in their order
public record DocPage(Path file, String text, List<Block> blocks) {
    /// What a block of commands is called.
    public static final String COMMANDS = "sh";

    private static final Pattern BLOCK = Pattern.compile(
            "^```(?<language>\\S*)\\n(?<fenced>(?:.*\\n)*?)```$"
                    + "|^<!-- sh\\n(?<hidden>(?:.*\\n)*?)-->$"
                    + "|(?<=\\n\\n)(?<indented>(?: {4}.*\\n|\\n(?= {4}))+)",
            Pattern.MULTILINE);

    /// Something that is set apart from the text.
    ///
    /// @param language as the fence says; empty if it says none
    /// @param text of its lines, each with its end
    /// @param line of the page at which it begins, from 1
    /// @param follows whether nothing but blank lines is between it and the block before
    public record Block(String language, String text, int line, boolean follows) {}

    public DocPage {
        blocks = List.copyOf(blocks);
    }

    /// Reads a page.
    ///
    /// @param file in UTF-8
    public static DocPage read(Path file) throws IOException {
        String text = Files.readString(file);
        List<Block> blocks = new ArrayList<>();
        int end = 0;
        for (Matcher found = BLOCK.matcher(text); found.find(); end = found.end()) {
            boolean follows =
                    !blocks.isEmpty() && text.substring(end, found.start()).isBlank();
            int line = (int) text.substring(0, found.start()).lines().count() + 1;
            blocks.add(block(found, line, follows));
        }
        return new DocPage(file, text, blocks);
    }

    private static Block block(Matcher found, int line, boolean follows) {
        if (found.group("indented") != null) {
            return new Block(COMMANDS, found.group("indented").replaceAll("(?m)^ {4}", ""), line, follows);
        }
        return found.group("hidden") == null
                ? new Block(found.group("language"), found.group("fenced"), line, follows)
                : new Block(COMMANDS, found.group("hidden"), line, follows);
    }

    /// The README and every page below `docs`, in the order of their names.
    ///
    /// @param top of the checkout
    public static List<DocPage> all(Path top) throws IOException {
        List<Path> files = new ArrayList<>(List.of(top.resolve("README.md")));
        try (Stream<Path> found = Files.walk(top.resolve("docs"))) {
            found.filter(file -> file.toString().endsWith(".md")).sorted().forEach(files::add);
        }
        List<DocPage> pages = new ArrayList<>();
        for (Path file : files) {
            pages.add(read(file));
        }
        return pages;
    }

    /// The page's place below `top`, as links name it.
    public String name(Path top) {
        return top.relativize(file).toString();
    }
}
