/**
 * Delivers the pings of the outbox, over HTTP or as files.
 *
 * <p>Doors: {@link AirGap}, {@link ChosenPings}, {@link OutboxCommands}.
 */
@NullMarked
package io.serviceping.job.delivery;

import org.jspecify.annotations.NullMarked;
