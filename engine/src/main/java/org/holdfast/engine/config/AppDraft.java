package org.holdfast.engine.config;

import org.holdfast.engine.AppId;

/// An app as somebody describes it who has none yet.
///
/// @param data an absolute path
public record AppDraft(AppId id, String data) {}
