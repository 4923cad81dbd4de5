/// What it takes to trust a store: the runnable contract, a store in memory, and stores that fail or count on purpose.
///
/// Owns [StoreContract][org.holdfast.backends.testing.StoreContract] and the fakes. It is in the main tree because the
/// same checks run in tests and on a user's own bucket; so it knows no test framework. Start at `StoreContract`.
@NullMarked
package org.holdfast.backends.testing;

import org.jspecify.annotations.NullMarked;
