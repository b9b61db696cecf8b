/**
 * Delivers what the outbox has: over HTTP, or as files.
 *
 * <p>Doors: {@link AirGap}, {@link OutboxCommands}.
 */
@NullMarked
package io.serviceping.job.delivery;

import org.jspecify.annotations.NullMarked;
