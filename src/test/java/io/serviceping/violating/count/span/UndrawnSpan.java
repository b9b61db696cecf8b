package io.serviceping.violating.count.span;

/** Not a door of its package. */
public record UndrawnSpan(int number) {}
