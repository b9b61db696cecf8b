/**
 * Fuses metrics into one statement.
 *
 * <p>Doors: {@link DatabaseFacts}, {@link Narrowing}, {@link PlannerDialect}.
 */
@NullMarked
package io.serviceping.plan.fusion;

import org.jspecify.annotations.NullMarked;
