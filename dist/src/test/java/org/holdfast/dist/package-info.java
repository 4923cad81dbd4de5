/// Tests of what people install: each takes what the build made and uses it as a person would, with nothing of the
/// checkout and no other Java in reach. Start at [InstallTest].
@NullMarked
package org.holdfast.dist;

import org.jspecify.annotations.NullMarked;
