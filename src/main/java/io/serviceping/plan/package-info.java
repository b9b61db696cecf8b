/**
 * From definitions to finished SQL: what is asked of which database, and which metrics share a scan. Rooms, each of
 * which knows those behind it only: {@code fusion}, {@code scan}, {@code facts}, {@code query}, {@code aggregate}.
 *
 * <p>Doors: {@link MarginalScans}, {@link MetricSelection}, {@link Planner}, {@link SharedScanPlanner}.
 */
@NullMarked
package io.serviceping.plan;

import org.jspecify.annotations.NullMarked;
