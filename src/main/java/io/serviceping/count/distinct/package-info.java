/**
 * Counts distinct values: exact sets and sketches.
 *
 * <p>Doors: none.
 */
@NullMarked
package io.serviceping.count.distinct;

import org.jspecify.annotations.NullMarked;
