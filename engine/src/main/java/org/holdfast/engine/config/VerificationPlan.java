package org.holdfast.engine.config;

import java.util.OptionalInt;

/// How often the backups of a site are to be verified, and how thoroughly.
///
/// @param readData how many per cent of the files are read each time, 1 to 100; empty: a listing is compared
public record VerificationPlan(Schedule schedule, OptionalInt readData) {}
