package org.holdfast.backends.s3;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.holdfast.backends.s3.Profile.Versions;
import org.holdfast.testkit.DocPage;
import org.junit.jupiter.api.Test;

/// The pages of `docs/providers` say what the table says. Whoever changes a row copies what this test prints.
class ProviderPagesTest {
    private static final Path PAGES = Path.of("../docs/providers");
    private static final Set<String> OTHERS = Set.of("README", "mounts");
    private static final Pattern URL = Pattern.compile("'(s3://[^']+)'");
    private static final Map<Ability, String> WORDS = new EnumMap<>(Map.of(
            Ability.COPY, "copies",
            Ability.COPY_PART, "copies in parts",
            Ability.BATCH_DELETE, "removing many objects at once",
            Ability.LIST_V2, "the second form of listings",
            Ability.URL_ENCODED_LISTING, "encoded listings",
            Ability.LIST_UPLOADS, "listing unfinished uploads",
            Ability.CONDITIONAL_PUT, "writing only where nothing is",
            Ability.MD5_TAG, "tags that are MD5 sums"));

    private final ProviderTable table = ProviderTable.load();

    @Test
    void everyProviderHasOne() throws IOException {
        Set<String> pages = new TreeSet<>();
        try (Stream<Path> found = Files.list(PAGES)) {
            found.map(file -> String.valueOf(file.getFileName()).replaceFirst("\\.md$", ""))
                    .filter(name -> !OTHERS.contains(name))
                    .forEach(pages::add);
        }
        String index = Files.readString(PAGES.resolve("README.md"));

        assertThat(pages).containsExactlyInAnyOrderElementsOf(table.names());
        assertThat(pages).allSatisfy(name -> assertThat(index).contains("](" + name + ".md)"));
    }

    @Test
    void saysWhatTheTableSays() throws IOException {
        for (String name : table.names()) {
            assertThat(page(name).text())
                    .contains("## Facts\n\n" + facts(table.named(name).orElseThrow()) + "\n");
        }
    }

    /// As it stands there, but for `ACCOUNT` and `HOST`, which are no part of a host's name.
    @Test
    void itsUrlsAreOfThatProvider() throws IOException {
        Resolution resolution = new Resolution(table);
        for (String name : table.names()) {
            String commands = page(name).blocks().stream()
                    .filter(block -> block.language().equals(DocPage.COMMANDS))
                    .map(DocPage.Block::text)
                    .collect(Collectors.joining());
            List<String> urls = URL.matcher(commands)
                    .results()
                    .map(found -> found.group(1).replace("ACCOUNT", "0123abcd").replace("HOST", "s3.example.org"))
                    .toList();

            assertThat(urls).as(name).isNotEmpty();
            for (String url : urls) {
                assertThat(resolution.resolve(S3Url.parse(url), Learned.NOTHING).provider())
                        .as(url)
                        .isEqualTo(name);
            }
        }
    }

    private static DocPage page(String name) throws IOException {
        return DocPage.read(PAGES.resolve(name + ".md"));
    }

    private static String facts(Provider provider) {
        Profile profile = provider.profile();
        List<String> rows = new ArrayList<>(List.of(" | ", "--- | ---"));
        rows.add("name | `" + provider.name() + "`");
        rows.add("endpoint | "
                + (provider.hosts().isEmpty()
                        ? "your own"
                        : provider.hosts().stream()
                                .map(host -> "`https://" + host.template() + "`")
                                .collect(Collectors.joining(", "))));
        if (!provider.regions().isEmpty()) {
            rows.add("regions, some | `" + String.join("`, `", provider.regions()) + "`");
        }
        rows.add("region, unless you say another | "
                + provider.region()
                        .map(region -> "`" + region + "`")
                        .orElse("none: say one, or an endpoint that names it"));
        rows.add("the bucket goes | " + (profile.pathStyle() ? "into the path" : "into the host's name"));
        rows.add("largest object | " + size(profile.maxObjectSize()) + ", in at most " + profile.maxParts()
                + " parts of " + size(profile.minPartSize()) + " to " + size(profile.maxPartSize()));
        rows.add("longest key, longest name in it | " + profile.maxKeyBytes() + " and " + profile.maxNameBytes()
                + " bytes");
        rows.add("at once, to begin with | " + profile.uploads() + " uploads, " + profile.downloads() + " downloads, "
                + profile.copies() + " copies");
        rows.add("old versions | " + versions(profile.versions()));
        String billed = Stream.of(
                        profile.minimumDays() == 0 ? "" : "for " + profile.minimumDays() + " days at least",
                        profile.minimumBilledBytes() == 0
                                ? ""
                                : "as " + size(profile.minimumBilledBytes()) + " at least")
                .filter(words -> !words.isEmpty())
                .collect(Collectors.joining(", "));
        if (!billed.isEmpty()) {
            rows.add("an object is billed | " + billed);
        }
        String lacking = Stream.of(Ability.values())
                .filter(ability -> !profile.can(ability))
                .map(WORDS::get)
                .collect(Collectors.joining(", "));
        rows.add("cannot do | " + (lacking.isEmpty() ? "nothing that we know of" : lacking));
        return rows.stream().map(row -> "| " + row.strip() + " |\n").collect(Collectors.joining());
    }

    private static String versions(Versions versions) {
        return switch (versions) {
            case ALWAYS -> "are always kept";
            case OPTIONAL -> "are kept if you say so";
            case NEVER -> "are never kept";
        };
    }

    private static String size(long bytes) {
        String[] units = {" TiB", " GiB", " MiB", " KiB"};
        for (int i = 0; i < units.length; i++) {
            long unit = 1L << (10 * (units.length - i));
            if (bytes % unit == 0) {
                return bytes / unit + units[i];
            }
        }
        return bytes + " bytes";
    }
}
