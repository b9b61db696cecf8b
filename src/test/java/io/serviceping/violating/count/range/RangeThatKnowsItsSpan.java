package io.serviceping.violating.count.range;

import io.serviceping.violating.count.span.UndrawnSpan;

/** Violates: one package of a stage uses another in the wrong direction. */
public record RangeThatKnowsItsSpan(UndrawnSpan span) {}
