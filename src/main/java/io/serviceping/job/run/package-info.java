/**
 * One run: the Spring Batch steps {@code plan → collect → freeze → submit}. Nothing else knows Spring Batch.
 *
 * <p>Doors: {@link PingRun}, {@link RunReport}.
 */
@NullMarked
package io.serviceping.job.run;

import org.jspecify.annotations.NullMarked;
