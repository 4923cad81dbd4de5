/// What the tests of several rooms share.
///
/// Owns [Vectors], [CliScript], [DocPage] and [JsonSchemas]. Touches the checkout that the tests run in, and none of
/// the rooms. Test scope only.
@NullMarked
package org.holdfast.testkit;

import org.jspecify.annotations.NullMarked;
