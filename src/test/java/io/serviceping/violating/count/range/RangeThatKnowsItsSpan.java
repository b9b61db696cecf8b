package io.serviceping.violating.count.range;

import io.serviceping.violating.count.span.UndrawnSpan;

/** Violates: an arrow between two rooms of a stage, in the wrong direction. */
public record RangeThatKnowsItsSpan(UndrawnSpan span) {}
