package io.serviceping.job.installation;

import io.serviceping.consent.Consent;
import io.serviceping.consent.SharedOptOut;
import io.serviceping.settings.ServicePingSettings;
import io.serviceping.state.StateDatabase;
import io.serviceping.time.TimeSource;
import java.time.InstantSource;

/**
 * All that a run, a preview or a delivery is given from outside.
 *
 * @param consent asked anew each time something is about to be queried or sent
 */
public record RunRequest(Home home, ServicePingSettings settings, Consent consent, TimeSource time, ProgressView view) {
    /** The same, whose consent also asks the flag in a state database that several machines share. */
    public RunRequest asking(StateDatabase state) {
        return state.isShared()
                ? new RunRequest(home, settings, consent.and(new SharedOptOut(state.dataSource())), time, view)
                : this;
    }

    public InstantSource clock() {
        return time.clock();
    }
}
