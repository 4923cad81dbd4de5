/// The use cases: back up, restore, list, remove, and the admin's tools on sealed files.
///
/// The only room that knows all the others: it stacks them in [Vault] and keeps the catalog in the store itself. Knows
/// nothing of standard output, arguments or HTTP. Start at [BackupEngine].
@NullMarked
package org.holdfast.engine;

import org.jspecify.annotations.NullMarked;
