/// A place that keeps nothing, for measuring and trying out everything that comes before a store.
///
/// Owns [NoopStore][org.holdfast.backends.noop.NoopStore] and nothing else. May touch nothing but the contracts.
@NullMarked
package org.holdfast.backends.noop;

import org.jspecify.annotations.NullMarked;
