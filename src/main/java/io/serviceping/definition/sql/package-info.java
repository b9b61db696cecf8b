/**
 * The SQL of a metric: parses it and checks that it is allowed.
 *
 * <p>Doors: {@link AllowedFunctions}, {@link InvalidSelectException}, {@link MetricSelect}, {@link SqlNames},
 * {@link SqlTokens}.
 */
@NullMarked
package io.serviceping.definition.sql;

import org.jspecify.annotations.NullMarked;
