/// What the tests of several rooms share.
///
<<<<<<< HEAD
/// Owns [Vectors], [CliScript] and [DocPage]. Touches the checkout that the tests run in, and none of the rooms. Test scope only.
=======
/// Owns [Vectors], [CliScript] and [JsonSchemas]. Touches the checkout that the tests run in, and none of the rooms.
/// Test scope only.
>>>>>>> 2231195 (cli, testkit: a schema for what each command prints with --json)
@NullMarked
package org.holdfast.testkit;

import org.jspecify.annotations.NullMarked;
