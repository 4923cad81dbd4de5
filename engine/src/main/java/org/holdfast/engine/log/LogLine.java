package org.holdfast.engine.log;

import java.time.Instant;

/// One line of a log.
///
/// @param app whose backup it is about; empty where it is about none
/// @param site likewise
/// @param text lossless text ([org.holdfast.names.ByteText]) of any kind; a log shows it on one line
public record LogLine(Instant time, LogLevel level, String app, String site, String text) {}
