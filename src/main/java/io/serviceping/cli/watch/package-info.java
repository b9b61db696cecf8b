/**
 * Commands for who watches an installation.
 *
 * <p>Doors: {@link CheckOptions}, {@link RunsCommand}.
 */
@NullMarked
package io.serviceping.cli.watch;

import org.jspecify.annotations.NullMarked;
