/**
 * Whether Service Ping is switched off. One explicit "off" wins over every "on".
 *
 * <p>Doors: {@link Consent}, {@link ConsentDecision}, {@link OptOutFlag}, {@link OptedOutPeriods}, {@link SharedOptOut}.
 */
@NullMarked
package io.serviceping.consent;

import org.jspecify.annotations.NullMarked;
