package org.holdfast.server.watch;

import java.nio.file.Files;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.BooleanSupplier;
import org.holdfast.engine.StateDirectory;
import org.holdfast.engine.config.Configuration;
import org.holdfast.engine.config.SiteConfig;
import org.holdfast.server.schedule.Scheduler;

/// Whether each component works: a tree of UP and DOWN. Thread-safe.
///
/// @param schedule whether the schedule is looked at
public record Health(
        Configuration configuration,
        Statuses statuses,
        Scheduler scheduler,
        StateDirectory state,
        BooleanSupplier schedule) {
    /// For programs. A site that is down does not make the server down, which is not helped by a restart.
    public Map<String, Object> members() {
        Map<String, Object> components = new LinkedHashMap<>();
        components.put("schedule", component(schedule.getAsBoolean()));
        components.put("state", component(scheduler.problem().isEmpty() && Files.isWritable(state.root())));
        Map<String, Object> sites = new LinkedHashMap<>();
        boolean allUp = true;
        for (SiteConfig site : configuration.sites().values()) {
            boolean up = isUp(site);
            allUp &= up;
            sites.put(site.name(), component(up));
        }
        Map<String, Object> all = component(allUp);
        all.put("components", sites);
        components.put("sites", all);
        Map<String, Object> members = component(isUp());
        members.put("components", components);
        return members;
    }

    private boolean isUp(SiteConfig site) {
        return switch (statuses.of(site).light()) {
            case GOOD, WARNING, UNKNOWN -> true;
            case BAD -> false;
        };
    }

    /// Whether the server itself works.
    public boolean isUp() {
        return schedule.getAsBoolean() && scheduler.problem().isEmpty() && Files.isWritable(state.root());
    }

    private static Map<String, Object> component(boolean up) {
        Map<String, Object> members = new LinkedHashMap<>();
        members.put("status", up ? "UP" : "DOWN");
        return members;
    }
}
