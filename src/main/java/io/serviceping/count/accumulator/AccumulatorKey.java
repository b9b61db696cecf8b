package io.serviceping.count.accumulator;

import org.jspecify.annotations.Nullable;

/**
 * Identifies a value in an accumulator table.
 *
 * @param slot the accumulator's index in its scan
 * @param key the group; null for SQL's NULL and for an accumulator without groups
 */
public record AccumulatorKey(int slot, @Nullable String key) {}
