/**
 * The outbox: pings frozen as bytes, and a state machine of compare-and-set verbs for their delivery.
 *
 * <p>Doors: {@link Attempt}, {@link BegunPeriods}, {@link Breaker}, {@link BreakerStore}, {@link Claim}, {@link Draft}, {@link GzipContent}, {@link Outbox}, {@link Ping}, {@link PingState}, {@link PingSummary}, {@link Reason}, {@link Receipt}, {@link SequencePosition}.
 */
@NullMarked
package io.serviceping.outbox;

import org.jspecify.annotations.NullMarked;
