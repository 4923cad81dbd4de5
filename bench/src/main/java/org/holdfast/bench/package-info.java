/// Measures the pieces that a run is made of, each by itself, with JMH. Nothing depends on it. Begin with
/// [EnvelopeBenchmark].
@NullMarked
package org.holdfast.bench;

import org.jspecify.annotations.NullMarked;
