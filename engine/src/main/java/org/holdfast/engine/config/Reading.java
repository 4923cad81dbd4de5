package org.holdfast.engine.config;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/// What the readers of the parts of one file share. Confined to one thread.
///
/// @param environment without empty variables
/// @param secrets where secrets stand in the file itself
/// @param passwordFiles that it names
record Reading(
        Mistakes mistakes,
        Map<String, String> environment,
        CrossChecks checks,
        List<Place> secrets,
        List<Path> passwordFiles) {
    Reading(Path file, Map<String, String> environment) {
        this(new Mistakes(file), environment);
    }

    private Reading(Mistakes mistakes, Map<String, String> environment) {
        this(mistakes, environment, new CrossChecks(mistakes), new ArrayList<>(), new ArrayList<>());
    }

    /// A value that is no one's business.
    String secret(Value value) {
        if (value.literal()) {
            secrets.add(value.place());
        }
        return value.asSecret(Forms::text).orElse("");
    }
}
