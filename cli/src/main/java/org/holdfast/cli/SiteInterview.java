package org.holdfast.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.holdfast.engine.FormatKind;
import org.holdfast.engine.config.ConfigurationReader;
import org.holdfast.engine.config.SiteDraft;

/// Asks what there is to know of a new site.
final class SiteInterview {
    private static final String FILESYSTEM = "filesystem";

    private final Questionnaire questions;
    private final Path file;

    /// @param file the configuration that the site is for
    SiteInterview(Questionnaire questions, Path file) {
        this.questions = questions;
        this.file = file;
    }

    /// @param taken names of sites that are there already
    SiteDraft site(List<String> taken) throws IOException {
        String name = name(taken);
        Map<String, String> place = place();
        String format = questions.choice(
                "format, rsync (only what changed is sent) or tgz (one archive)", List.of("rsync", "tgz"), "rsync");
        boolean encrypted = questions.yes("encrypt it, yes or no");
        Optional<String> passwordFile = encrypted
                ? Optional.of(questions.text("file with the password", Optional.of(usualPasswordFile(name))))
                : Optional.empty();
        return new SiteDraft(name, place, format.equals("tgz") ? FormatKind.TGZ : FormatKind.RSYNC, passwordFile);
    }

    /// Whether to make a file with a random password where there is none.
    boolean wantsPassword(Path passwordFile) throws IOException {
        return !Files.exists(passwordFile)
                && questions.yes(
                        Text.printable(passwordFile) + " does not exist. Make it with a random password, yes or no");
    }

    private String name(List<String> taken) throws IOException {
        String usual = "backup";
        for (int i = 2; taken.contains(usual); i++) {
            usual = "backup" + i;
        }
        while (true) {
            String name = questions.text("name of the site", Optional.of(usual));
            if (name.matches(ConfigurationReader.SITE_NAME) && !taken.contains(name)) {
                return name;
            }
            questions.remark(
                    taken.contains(name)
                            ? "there is a site of that name"
                            : "letters, digits, '.', '_' and '-', beginning with a letter or digit");
        }
    }

    private Map<String, String> place() throws IOException {
        List<String> providers = new ArrayList<>(List.of(FILESYSTEM));
        providers.addAll(ConfigurationReader.bucketProviders());
        Map<String, String> place = new LinkedHashMap<>();
        String provider = questions.choice("provider, filesystem, s3 or a name such as wasabi", providers, FILESYSTEM);
        place.put("provider", provider);
        if (provider.equals(FILESYSTEM)) {
            place.put("path", questions.text("directory, as an absolute path", Optional.empty()));
            return place;
        }
        place.put("bucket", questions.text("bucket", Optional.empty()));
        put(place, "region", questions.optional("region"));
        put(place, "endpoint", questions.optional("endpoint, as https://HOST, if the provider needs one"));
        put(place, "prefix", questions.optional("prefix in the bucket, such as the name of this machine"));
        return place;
    }

    private static void put(Map<String, String> place, String key, Optional<String> value) {
        value.ifPresent(text -> place.put(key, text));
    }

    private String usualPasswordFile(String site) {
        Path directory = Objects.requireNonNull(file.toAbsolutePath().getParent());
        return Text.printable(directory.resolve(site + ".password"));
    }
}
