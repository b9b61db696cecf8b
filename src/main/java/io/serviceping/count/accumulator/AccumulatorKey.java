package io.serviceping.count.accumulator;

import org.jspecify.annotations.Nullable;

/**
 * Where in a slot table something is accumulated.
 *
 * @param key the group, where the slot is keyed; null for SQL's NULL and for a slot without keys
 */
public record AccumulatorKey(int slot, @Nullable String key) {}
