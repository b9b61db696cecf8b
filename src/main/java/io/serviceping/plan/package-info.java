/**
 * From definitions to finished SQL: the queries of each database, and which metrics share a scan. Its packages, each of
 * which uses only later ones: {@code fusion}, {@code scan}, {@code facts}, {@code query}, {@code aggregate}.
 *
 * <p>Doors: {@link AppendOnlyCheck}, {@link MarginalScans}, {@link MetricSelection}, {@link Planner}, {@link SharedScanPlanner}.
 */
@NullMarked
package io.serviceping.plan;

import org.jspecify.annotations.NullMarked;
