/**
 * What is logged, and where: set up by code, because reading a configuration file costs a short command a tenth of its time.
 *
 * <p>Doors: none.
 */
@NullMarked
package io.serviceping.cli.log;

import org.jspecify.annotations.NullMarked;
