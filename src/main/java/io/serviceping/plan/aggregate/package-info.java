/**
 * The aggregate functions, each in one file of its own, and the types of their arguments.
 *
 * <p>Doors: {@link AccumulatorKind}, {@link AggregateFunction}, {@link ExactNumbers}, {@link Expressions},
 * {@link SqlType}.
 */
@NullMarked
package io.serviceping.plan.aggregate;

import org.jspecify.annotations.NullMarked;
