/**
 * What monitoring is told: a verdict for a check, and files and requests at the end of a run.
 *
 * <p>Doors: {@link HealthCheck}, {@link RunWatch}, {@link Verdict}.
 */
@NullMarked
package io.serviceping.watch;

import org.jspecify.annotations.NullMarked;
