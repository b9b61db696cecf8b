/**
 * Combines partial values, and makes final values of them.
 *
 * <p>Doors: none.
 */
@NullMarked
package io.serviceping.count.accumulator;

import org.jspecify.annotations.NullMarked;
