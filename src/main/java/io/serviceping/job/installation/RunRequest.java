package io.serviceping.job.installation;

import io.serviceping.consent.Consent;
import io.serviceping.consent.SharedOptOut;
import io.serviceping.settings.ServicePingSettings;
import io.serviceping.state.StateDatabase;
import io.serviceping.time.Period;
import io.serviceping.time.TimeSource;
import java.time.InstantSource;

/**
 * The external inputs of a run, a preview or a delivery.
 *
 * @param consent checked before each query and each delivery
 * @param meter adds up what is done
 */
public record RunRequest(
        Home home, ServicePingSettings settings, Consent consent, TimeSource time, ProgressView view, RunMeter meter) {
    /** Adds the flag in a shared state database to the consent. */
    public RunRequest asking(StateDatabase state) {
        return state.isShared()
                ? new RunRequest(home, settings, consent.and(new SharedOptOut(state.dataSource())), time, view, meter)
                : this;
    }

    public InstantSource clock() {
        return time.clock();
    }

    /** The reason in the payload, unless a person gives one. */
    public static String reasonFor(Period period, InstantSource clock) {
        return period.compareTo(Period.lastCompleteAt(clock.instant())) < 0 ? "backfill" : "scheduled";
    }
}
