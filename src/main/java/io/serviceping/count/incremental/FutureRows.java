package io.serviceping.count.incremental;

import java.util.OptionalLong;

/**
 * The cost of an append-only table's rows with a time in the future.
 *
 * @param ranges how many ranges of ids each ping counts again
 * @param countedBehind the id after which each ping counts all rows again. Empty: the ranges are few enough
 */
public record FutureRows(String table, int ranges, OptionalLong countedBehind) {}
