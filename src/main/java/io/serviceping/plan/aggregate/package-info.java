/**
 * The aggregate functions and the types of their arguments.
 *
 * <p>Doors: {@link AggregateFunction}, {@link ExactNumbers}, {@link Expressions}, {@link SqlType}.
 */
@NullMarked
package io.serviceping.plan.aggregate;

import org.jspecify.annotations.NullMarked;
