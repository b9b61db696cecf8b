/**
 * Metric values and outcomes.
 *
 * <p>Doors: {@link Drift}, {@link MetricResult}, {@link MetricValue}, {@link Outcome}, {@link ValueJson}.
 */
@NullMarked
package io.serviceping.count.result;

import org.jspecify.annotations.NullMarked;
