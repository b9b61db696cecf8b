/**
 * Commands for who sets an installation up, or looks for what is wrong with it.
 *
 * <p>Doors: none.
 */
@NullMarked
package io.serviceping.cli.setup;

import org.jspecify.annotations.NullMarked;
