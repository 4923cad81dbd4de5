package org.holdfast.engine.config;

import org.snakeyaml.engine.v2.api.LoadSettings;
import org.snakeyaml.engine.v2.schema.FailsafeSchema;

/// What is YAML to us.
final class YamlForm {
    /// Without types of its own: what a value means is for us to say, and `no` is a fine name of an app. What is
    /// allowed here is refused by [Section] with its line, or harmless by [Item].
    static final LoadSettings SETTINGS = LoadSettings.builder()
            .setSchema(new FailsafeSchema())
            .setAllowNonScalarKeys(true)
            .setMaxAliasesForCollections(Integer.MAX_VALUE)
            .build();

    private YamlForm() {}
}
