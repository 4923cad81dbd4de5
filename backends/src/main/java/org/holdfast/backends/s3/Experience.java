package org.holdfast.backends.s3;

import java.util.EnumMap;
import java.util.EnumSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/// What is known of a site: its profile, what was learned in earlier runs, and what is learned in this one.
/// Thread-safe.
final class Experience {
    private final SiteMemory memory;
    private Learned learned;
    private Profile profile;

    /// @param profile with what the memory recalls already in it
    Experience(Profile profile, SiteMemory memory) {
        this.profile = profile;
        this.memory = memory;
        this.learned = memory.recall();
    }

    synchronized Profile profile() {
        return profile;
    }

    synchronized boolean tried(Ability ability) {
        return learned.abilities().containsKey(ability);
    }

    /// Has something remembered and told, if it is new.
    synchronized void learn(Ability ability, boolean there, String news) {
        if (Boolean.valueOf(there).equals(learned.abilities().get(ability))) {
            return;
        }
        Map<Ability, Boolean> abilities = new EnumMap<>(Ability.class);
        abilities.putAll(learned.abilities());
        abilities.put(ability, there);
        profile = profile.withAbilities(with(ability, there));
        learn(new Learned(abilities, learned.region()), news);
    }

    /// Has the region to sign for remembered and told, if it is new.
    synchronized void learnRegion(String region, String news) {
        if (!learned.region().equals(Optional.of(region))) {
            learn(new Learned(learned.abilities(), Optional.of(region)), news);
        }
    }

    synchronized void tell(String news) {
        memory.learn(learned, news);
    }

    /// Tells while locked, so that what is told last is what is known.
    private void learn(Learned all, String news) {
        learned = all;
        memory.learn(all, news);
    }

    private Set<Ability> with(Ability ability, boolean there) {
        Set<Ability> abilities = EnumSet.noneOf(Ability.class);
        abilities.addAll(profile.abilities());
        if (there) {
            abilities.add(ability);
        } else {
            abilities.remove(ability);
        }
        return abilities;
    }
}
