/// What the server remembers from one start to the next. Start at [org.holdfast.server.state.StateFile].
@NullMarked
package org.holdfast.server.state;

import org.jspecify.annotations.NullMarked;
