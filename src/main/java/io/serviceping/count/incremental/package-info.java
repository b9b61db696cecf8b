/**
 * Append-only tables: only new rows are counted.
 *
 * <p>Doors: {@link FutureRows}, {@link IncrementalScans}, {@link IncrementalStore}.
 */
@NullMarked
package io.serviceping.count.incremental;

import org.jspecify.annotations.NullMarked;
