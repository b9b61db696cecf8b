/**
 * Commands for who sets an installation up, or looks for what is wrong with it.
 *
 * <p>Doors: {@link ConfigCommand}, {@link DoctorCommand}.
 */
@NullMarked
package io.serviceping.cli.setup;

import org.jspecify.annotations.NullMarked;
