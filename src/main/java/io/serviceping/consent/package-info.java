/**
 * Whether Service Ping may count and send. One "off" wins over all, one "local" over every "on".
 *
 * <p>Doors: {@link Consent}, {@link ConsentDecision}, {@link OffTimes}, {@link OptOutFlag}, {@link OptedOutPeriods}, {@link SharedOptOut}.
 */
@NullMarked
package io.serviceping.consent;

import org.jspecify.annotations.NullMarked;
