/** The command line: one class a command, exit codes in one table. */
@NullMarked
package io.serviceping.cli;

import org.jspecify.annotations.NullMarked;
