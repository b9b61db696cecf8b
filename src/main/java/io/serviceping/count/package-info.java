/**
 * Counts in the application databases, read-only. Each package knows only those behind it: {@code incremental},
 * {@code span}, then {@code range}, {@code catalog}, {@code database} and {@code accumulator}, {@code distinct},
 * {@code result}.
 *
 * <p>Doors: {@link CostEstimates}, {@link Counting}, {@link CountingStore}, {@link DryRun}, {@link Estimate},
 * {@link ScanCost}, {@link ScanSink}, {@link SharedScanRunner}, {@link WrittenScanRunner}.
 */
@NullMarked
package io.serviceping.count;

import org.jspecify.annotations.NullMarked;
