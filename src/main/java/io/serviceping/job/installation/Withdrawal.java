package io.serviceping.job.installation;

import io.serviceping.consent.OffTimes;
import io.serviceping.outbox.Outbox;
import io.serviceping.outbox.PingSummary;
import io.serviceping.time.Period;
import java.io.IOException;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Keeps back what nobody has agreed to send: what was frozen, or whose week ended, while Service Ping was off or local. */
public final class Withdrawal {
    private static final Logger LOG = LoggerFactory.getLogger(Withdrawal.class);

    private final RunRequest request;
    private final OffTimes times;

    /** @param request whose consent includes the flag in a shared state database */
    public Withdrawal(RunRequest request) {
        this.request = request;
        this.times = new OffTimes(request.home().folder());
    }

    /**
     * Why nothing may be sent, in one line. Empty: Service Ping may send; the pings that waited while it was off or local
     * are withdrawn now. Whatever sends, or lets a ping leave, asks here first.
     *
     * @throws IOException when it is not known whether Service Ping was off: nothing may be sent then
     */
    public Optional<String> noSending(Outbox outbox) throws IOException {
        Optional<String> forbidden = request.consent().known().noSending();
        if (forbidden.isPresent()) {
            times.off(request.clock().instant());
            return forbidden;
        }
        times.on(request.clock().instant());
        if (times.withdraw()) {
            all(outbox);
            times.withdrawn();
        }
        return forbidden;
    }

    /** Withdraws all pings that wait. */
    static void all(Outbox outbox) {
        for (PingSummary ping : outbox.waiting()) {
            if (outbox.withdraw(ping.pingId())) {
                LOG.info("a ping was withdrawn: ping={} period={}", ping.pingId(), ping.period());
            }
        }
    }

    /** Whether nobody has agreed to send a ping of this week that is frozen now. */
    public boolean concerns(Period week) throws IOException {
        return request.consent().known().noSending().isPresent() || times.include(week.asOf());
    }
}
