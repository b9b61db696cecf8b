package io.serviceping.count.accumulator;

import org.jspecify.annotations.Nullable;

/**
 * Identifies a value in an accumulator table.
 *
 * @param accumulator the accumulator's index in its scan
 * @param group the key of the group; null for SQL's NULL and for an accumulator without groups
 */
public record AccumulatorKey(int accumulator, @Nullable String group) {}
