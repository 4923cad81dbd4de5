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
import org.holdfast.engine.AppId;
import org.holdfast.engine.FormatKind;
import org.holdfast.engine.config.AppDraft;
import org.holdfast.engine.config.ConfigurationReader;
import org.holdfast.engine.config.SiteDraft;
import org.holdfast.names.ByteText;
import org.holdfast.names.LocalNames;

/// Asks what there is to know of a new site.
final class SiteInterview {
    private static final String FILESYSTEM = "filesystem";

    private final Questionnaire questions;
    private final Path file;
    private final Optional<String> home;

    /// @param file the configuration that the site is for
    /// @param home what a `~` at the front of a path stands for
    SiteInterview(Questionnaire questions, Path file, Optional<String> home) {
        this.questions = questions;
        this.file = file;
        this.home = home;
    }

    /// @param taken names of sites that are there already
    /// @param first whether there is no configuration yet, so that nothing is backed up
    SiteDraft site(List<String> taken, boolean first) throws IOException {
        String name = name(taken);
        Map<String, String> place = place();
        String format = questions.choice(
                "format, rsync (only what changed is sent) or tgz (one archive)", List.of("rsync", "tgz"), "rsync");
        boolean encrypted = questions.yes("encrypt it, yes or no");
        Optional<String> passwordFile = encrypted
                ? Optional.of(questions.text("file with the password", Optional.of(usualPasswordFile(name))))
                : Optional.empty();
        return new SiteDraft(
                name,
                place,
                format.equals("tgz") ? FormatKind.TGZ : FormatKind.RSYNC,
                passwordFile,
                first ? app() : Optional.empty());
    }

    /// What is backed up first, if that is to be said here.
    private Optional<AppDraft> app() throws IOException {
        while (true) {
            Optional<String> directory = questions.optional("directory to back up, as an absolute path");
            if (directory.isEmpty()) {
                return Optional.empty();
            }
            Path data = Stores.path(atHome(directory.get()));
            if (Files.isDirectory(data)) {
                AppId id = AppId.fromName(ByteText.decode(LocalNames.nameOf(data.normalize())));
                return Optional.of(new AppDraft(id, Text.printable(data)));
            }
            questions.remark("there is no directory " + Text.printable(data));
        }
    }

    private String atHome(String path) {
        return path.equals("~") || path.startsWith("~/") ? home.orElse("~") + path.substring(1) : path;
    }

    /// Whether to make the directory of a site that is not there; it may as well be that a disk is not mounted.
    boolean wantsDirectory(Path directory) throws IOException {
        return !Files.exists(directory)
                && questions.yes(Text.printable(directory)
                        + " does not exist. Make it, unless a disk has to be mounted first, yes or no");
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
            place.put("path", atHome(questions.text("directory, as an absolute path", Optional.empty())));
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
