/**
 * The SQL of a metric: parsed, and held to what is allowed.
 *
 * <p>Doors: {@link AllowedFunctions}, {@link InvalidSelectException}, {@link MetricSelect}, {@link SqlNames}.
 */
@NullMarked
package io.serviceping.definition.sql;

import org.jspecify.annotations.NullMarked;
