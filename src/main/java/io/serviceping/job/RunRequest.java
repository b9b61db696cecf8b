package io.serviceping.job;

import io.serviceping.consent.Consent;
import io.serviceping.settings.ServicePingSettings;
import java.time.InstantSource;

/**
 * All that a run, a preview or a delivery is given from outside.
 *
 * @param consent asked anew each time something is about to be queried or sent
 */
public record RunRequest(Home home, ServicePingSettings settings, Consent consent, Time time, ProgressView view) {
    InstantSource clock() {
        return time.clock();
    }
}
