package io.serviceping.violating.count.span;

/** A room that is no door. */
public record UndrawnSpan(int number) {}
