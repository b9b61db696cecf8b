/**
 * The meaning of a metric's SQL.
 *
 * <p>Doors: {@link Fragment}, {@link NameCase}, {@link OuterExpression}, {@link Parameter}, {@link Source}.
 */
@NullMarked
package io.serviceping.plan.query;

import org.jspecify.annotations.NullMarked;
