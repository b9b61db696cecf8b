/**
 * The command line: one class per command, and one table of exit codes.
 *
 * <p>Doors: none.
 */
@NullMarked
package io.serviceping.cli;

import org.jspecify.annotations.NullMarked;
