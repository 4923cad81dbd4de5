/// Named objects in some place: a file system, memory, nowhere.
///
/// Owns [ObjectStore] and what wraps it. Knows no keys, no passwords and nothing of the user's tree; each place has a
/// package of its own. Start at [ObjectStore], whose contract is runnable: see the package `testing`.
@NullMarked
package org.holdfast.backends;

import org.jspecify.annotations.NullMarked;
