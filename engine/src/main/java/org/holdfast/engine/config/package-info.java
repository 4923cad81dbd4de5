/// What `holdfast.yaml` says, as records.
///
/// Reads the file, replaces variables, and reports every mistake at once with its line and key; also writes the first
/// file for somebody who has none. Uses the engine's public types and is used by none of them. Start at
/// [ConfigurationReader] and [Configuration]; docs/configuration.md explains the file.
@NullMarked
package org.holdfast.engine.config;

import org.jspecify.annotations.NullMarked;
