package io.serviceping.count.incremental;

import java.util.OptionalLong;

/**
 * What rows of the future cost in a table that only grows.
 *
 * @param ranges how many ranges of ids each ping counts again because of them
 * @param countedBehind the id behind which each ping counts all rows again, where there are too many ranges
 */
public record FutureRows(String table, int ranges, OptionalLong countedBehind) {}
