package org.holdfast.engine;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.EnumMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import org.holdfast.backends.s3.Ability;
import org.holdfast.backends.s3.Learned;
import org.holdfast.backends.s3.SiteMemory;
import org.holdfast.engine.state.PrivateFile;
import org.holdfast.format.Event;
import org.holdfast.format.Progress;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;

/// What was learned of one site, in a file of the state directory: a cache, so that a file that cannot be read or
/// written is told and otherwise does no harm. Thread-safe; of two processes that learn at once, one is forgotten.
final class SiteFile implements SiteMemory {
    private static final int SCHEMA = 1;

    /// The file. Members and abilities that a newer program added are ignored.
    private record Content(
            int schema,
            @Nullable Map<String, @Nullable Boolean> abilities,
            @Nullable String region) {}

    private final Path file;
    private final String site;
    private final Progress progress;
    private final Set<String> told = new HashSet<>();

    /// Whether what is learned is news to the user, who else hears of it in another way.
    private final boolean tellsNews;

    private SiteFile(Path file, String site, Progress progress, boolean tellsNews) {
        this.file = file;
        this.site = site;
        this.progress = progress;
        this.tellsNews = tellsNews;
    }

    /// @param progress hears of each piece of news once
    static SiteFile of(StoreLocation.Bucket bucket, StateDirectory state, Progress progress) {
        return new SiteFile(state.site(bucket.toString()), bucket.toString(), progress, true);
    }

    /// @param progress hears of what goes wrong with the file only
    static SiteFile withoutNews(StoreLocation.Bucket bucket, StateDirectory state, Progress progress) {
        return new SiteFile(state.site(bucket.toString()), bucket.toString(), progress, false);
    }

    @Override
    public synchronized Learned recall() {
        try {
            Content content = Json.read(Files.readAllBytes(file), Content.class);
            return content == null ? Learned.NOTHING : learned(content);
        } catch (NoSuchFileException _) {
            return Learned.NOTHING;
        } catch (IOException | JacksonException e) {
            tell("what was learned of " + site + " before cannot be read from " + file + "; it is learned again");
            return Learned.NOTHING;
        }
    }

    private static Learned learned(Content content) {
        Map<Ability, Boolean> abilities = new EnumMap<>(Ability.class);
        if (content.abilities() != null) {
            for (Ability ability : Ability.values()) {
                Boolean there = content.abilities().get(ability.name());
                if (there != null) {
                    abilities.put(ability, there);
                }
            }
        }
        return new Learned(abilities, Optional.ofNullable(content.region()));
    }

    @Override
    public synchronized void learn(Learned all, String news) {
        if (tellsNews && !news.isEmpty()) {
            tell(news);
        }
        Map<String, @Nullable Boolean> abilities = new TreeMap<>();
        all.abilities().forEach((ability, there) -> abilities.put(ability.name(), there));
        try {
            PrivateFile.replace(
                    file,
                    Json.pretty(new Content(SCHEMA, abilities, all.region().orElse(null))));
        } catch (IOException e) {
            tell("what was learned of " + site + " cannot be kept in " + file + ": " + e.getMessage());
        }
    }

    private void tell(String news) {
        if (told.add(news)) {
            progress.on(new Event.Noticed(news));
        }
    }
}
