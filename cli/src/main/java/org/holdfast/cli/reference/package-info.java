/// What is made of the commands for those who install the program: a manual page for each, and scripts that have a
/// shell complete what is typed.
///
/// Owns the languages of these: roff, bash, zsh, fish. Takes the model of all commands that picocli has, which is the
/// one that `--help` shows, and knows no command by name. Start at [ManPage] and [Shell].
@NullMarked
package org.holdfast.cli.reference;

import org.jspecify.annotations.NullMarked;
