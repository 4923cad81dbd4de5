/// Password to keys, bytes to sealed bytes, name to sealed name.
///
/// Owns [KeyRing], [FileCipher], [NameCipher] and [AuthenticationException]. Touches the JDK and, for scrypt alone,
/// Bouncy Castle; never files, stores, JSON or clocks. Start at [KeyRing].
@NullMarked
package org.holdfast.crypto;

import org.jspecify.annotations.NullMarked;
