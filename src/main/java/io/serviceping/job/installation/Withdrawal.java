package io.serviceping.job.installation;

import io.serviceping.consent.OffTimes;
import io.serviceping.outbox.Outbox;
import io.serviceping.outbox.PingSummary;
import io.serviceping.time.Period;
import java.io.IOException;
import java.time.InstantSource;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Keeps back what nobody has agreed to send: what was frozen, or whose week ended, while Service Ping was off or local. */
public final class Withdrawal {
    private static final Logger LOG = LoggerFactory.getLogger(Withdrawal.class);

    private final OffTimes times;
    private final InstantSource clock;

    public Withdrawal(Home home, InstantSource clock) {
        this.times = new OffTimes(home.folder());
        this.clock = clock;
    }

    /**
     * Withdraws the pings that waited while Service Ping was off or local. Called before anything is sent, while
     * Service Ping is on.
     *
     * @throws IOException when it is not known whether Service Ping was off: nothing may be sent then
     */
    public void apply(Outbox outbox) throws IOException {
        times.on(clock.instant());
        if (times.withdraw()) {
            all(outbox);
            times.withdrawn();
        }
    }

    /** Withdraws all pings that wait. */
    static void all(Outbox outbox) {
        for (PingSummary ping : outbox.waiting()) {
            if (outbox.withdraw(ping.pingId())) {
                LOG.info("a ping was withdrawn: ping={} period={}", ping.pingId(), ping.period());
            }
        }
    }

    /** Whether the week ended while Service Ping was off or local, or before it was ever on. */
    public boolean concerns(Period week) throws IOException {
        return times.include(week.asOf());
    }
}
