/**
 * The usual commands in one process, for the archive of loaded classes.
 *
 * <p>Doors: none.
 */
@NullMarked
package io.serviceping.cli.training;

import org.jspecify.annotations.NullMarked;
