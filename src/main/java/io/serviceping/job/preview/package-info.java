/**
 * Counts as a run does, but stores and sends no ping.
 *
 * <p>Doors: {@link PingPreview}.
 */
@NullMarked
package io.serviceping.job.preview;

import org.jspecify.annotations.NullMarked;
