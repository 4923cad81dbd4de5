package org.holdfast.server;

import java.util.function.Supplier;
import org.holdfast.engine.AccessToken;
import org.holdfast.engine.log.RunLog;
import org.holdfast.server.work.Workshop;

/// What a server begins with.
///
/// @param version of this holdfast
/// @param token that lets in
/// @param logs begins the log of a job, which hides the secrets of the configuration
public record ServerSetup(String version, Workshop shop, AccessToken token, Supplier<RunLog> logs) {}
