package io.serviceping.violating.plan.scan;

import io.serviceping.violating.count.span.UndrawnSpan;

/** Violates: an arrow between two stages, in the wrong direction, from sub-package to sub-package. */
public record ScanThatKnowsAResult(UndrawnSpan span) {}
