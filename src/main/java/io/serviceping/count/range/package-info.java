/**
 * Walks a table in ranges of its key.
 *
 * <p>Doors: {@link ResumeKey}, {@link RangedStatements}, {@link SpanSplitter}.
 */
@NullMarked
package io.serviceping.count.range;

import org.jspecify.annotations.NullMarked;
