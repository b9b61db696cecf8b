/**
 * Combines partial values and computes final values from them.
 *
 * <p>Doors: none.
 */
@NullMarked
package io.serviceping.count.accumulator;

import org.jspecify.annotations.NullMarked;
