/**
 * What all commands use: streams, exit codes, messages of failures.
 *
 * <p>Doors: none.
 */
@NullMarked
package io.serviceping.cli.console;

import org.jspecify.annotations.NullMarked;
