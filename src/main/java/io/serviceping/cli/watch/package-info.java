/**
 * Commands for who watches an installation.
 *
 * <p>Doors: none.
 */
@NullMarked
package io.serviceping.cli.watch;

import org.jspecify.annotations.NullMarked;
