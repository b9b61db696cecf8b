/**
 * One worker's part of a shared scan: its ranges, its results and its end.
 *
 * <p>Doors: {@link Chunk}, {@link GroupSeal}, {@link ScanResults}, {@link SpanProgress}, {@link SpanScanner}, {@link SpanStore}, {@link StoredSketches}.
 */
@NullMarked
package io.serviceping.count.span;

import org.jspecify.annotations.NullMarked;
