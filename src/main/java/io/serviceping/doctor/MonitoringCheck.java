package io.serviceping.doctor;

import io.serviceping.submit.http.Endpoint;
import io.serviceping.submit.http.Handshake;
import io.serviceping.submit.http.Peer;
import java.util.List;

/** Whether a run can tell the dead-man URL how it ended. Tells it nothing: that would pass for a run. */
final class MonitoringCheck implements Check {
    private final Endpoint deadMan;

    MonitoringCheck(Endpoint deadMan) {
        this.deadMan = deadMan;
    }

    @Override
    public String name() {
        return "monitoring";
    }

    @Override
    public List<Finding> look() throws InterruptedException {
        return List.of(new Handshake(Peer.MONITORING, deadMan)
                .obstacle()
                .map(reason -> Finding.warning(
                        "The dead-man URL cannot be told of runs: " + reason + ".",
                        WayRemedies.of(reason, Peer.MONITORING)))
                .orElseGet(() -> Finding.ok("The server of the dead-man URL can be reached. It was told nothing.")));
    }
}
