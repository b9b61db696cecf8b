/**
 * What a command has around it: streams, exit codes, messages of failures.
 *
 * <p>Doors: none.
 */
@NullMarked
package io.serviceping.cli.console;

import org.jspecify.annotations.NullMarked;
