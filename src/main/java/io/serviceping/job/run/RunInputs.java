package io.serviceping.job.run;

import io.serviceping.count.database.ApplicationDatabases;
import io.serviceping.job.delivery.OutboxDelivery;
import io.serviceping.job.installation.LockedInstallation;
import io.serviceping.job.installation.PingPlanner;
import io.serviceping.job.installation.RunRequest;
import io.serviceping.settings.ServicePingSettings;

/**
 * What a run that holds the locks gives to its job.
 *
 * @param context what the steps share
 */
record RunInputs(
        RunRequest request,
        LockedInstallation.State state,
        RunParameters parameters,
        OutboxDelivery delivery,
        StopSignal stop,
        PingPlanner planner,
        ApplicationDatabases databases,
        ProgressListener progress,
        RunContext context) {
    ServicePingSettings settings() {
        return request.settings();
    }

    /** Whether there is nothing left to count: the period's ping is frozen. */
    boolean isFrozen() {
        return parameters.ping(state.outbox()).isPresent();
    }
}
