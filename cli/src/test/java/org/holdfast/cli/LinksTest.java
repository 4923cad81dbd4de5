package org.holdfast.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.holdfast.testkit.DocPage;
import org.junit.jupiter.api.Test;

/// Whatever the documentation links to is there, its section included, and every page is linked from the index.
final class LinksTest {
    private static final Path TOP = Path.of("..").toAbsolutePath().normalize();
    private static final Pattern LINK = Pattern.compile("\\]\\(([^)#\\s:]*)(?:#([^)\\s]+))?\\)");
    /// The page of the packages comes with them.
    private static final Set<String> COMING = Set.of("install.md");

    private static final Pattern HEADING = Pattern.compile("(?m)^#+ (.+)$");

    @Test
    void leadSomewhere() throws IOException {
        List<String> broken = new ArrayList<>();
        for (DocPage page : pages()) {
            for (var link : LINK.matcher(page.text()).results().toList()) {
                Path target = link.group(1).isEmpty()
                        ? page.file()
                        : directory(page).resolve(link.group(1)).normalize();
                boolean there = Files.exists(target)
                        ? link.group(2) == null || sections(target).contains(link.group(2))
                        : COMING.contains(String.valueOf(target.getFileName()));
                if (!there) {
                    broken.add(page.name(TOP) + ": " + link.group());
                }
            }
        }
        assertThat(broken).isEmpty();
    }

    @Test
    void everyPageCanBeFound() throws IOException {
        for (DocPage page : DocPage.all(TOP)) {
            Path index = directory(page).resolve("README.md");
            if (!page.file().equals(index)) {
                assertThat(Files.readString(index))
                        .as(page.name(TOP))
                        .contains("](" + page.file().getFileName() + ")");
            }
        }
    }

    private static List<DocPage> pages() throws IOException {
        List<DocPage> pages = new ArrayList<>(DocPage.all(TOP));
        pages.add(DocPage.read(TOP.resolve("CONTRIBUTING.md")));
        return pages;
    }

    private static Path directory(DocPage page) {
        return Objects.requireNonNull(page.file().getParent());
    }

    /// The names that GitHub gives to the sections of a page.
    private static Set<String> sections(Path page) throws IOException {
        return HEADING.matcher(Files.readString(page))
                .results()
                .map(found -> found.group(1)
                        .toLowerCase(Locale.ROOT)
                        .replaceAll("[^a-z0-9 _-]", "")
                        .replace(' ', '-'))
                .collect(Collectors.toSet());
    }
}
