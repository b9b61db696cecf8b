package io.serviceping.job.delivery;

import io.serviceping.count.CountingStore;
import io.serviceping.job.installation.LockedInstallation;
import io.serviceping.job.installation.RunRequest;
import io.serviceping.outbox.BegunPeriods;
import io.serviceping.outbox.Outbox;
import io.serviceping.outbox.PingState;
import io.serviceping.outbox.PingSummary;
import io.serviceping.settings.OutboxSettings;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.transaction.support.TransactionTemplate;

/** Enforces the limits of the outbox at the start of each run. */
public final class Housekeeping {
    private static final Logger LOG = LoggerFactory.getLogger(Housekeeping.class);

    /** How long counted values are kept outside of a ping. */
    private static final Duration KEEP_COUNTED = Duration.ofDays(28);

    /** The clock is trusted if a run began between 2 and 21 days ago. */
    private static final Duration VOUCHES_FROM = Duration.ofDays(2);

    private static final Duration VOUCHES_UNTIL = Duration.ofDays(21);

    private final RunRequest request;
    private final LockedInstallation.State state;
    private final Instant now;

    public Housekeeping(RunRequest request, LockedInstallation.State state) {
        this.request = request;
        this.state = state;
        this.now = request.clock().instant();
    }

    public void tidy() {
        OutboxSettings bounds = request.settings().outbox();
        if (isClockCredible()) {
            giveUpByAge(bounds);
        }
        evictBeyond(bounds.maxBytes().toBytes());
    }

    /**
     * Pings are given up for their age only if earlier runs confirm the clock. A clock that is far ahead, for example
     * after a reboot, must not cost a ping.
     */
    private boolean isClockCredible() {
        return new BegunPeriods(state.database().dataSource(), state.transactions(), request.clock())
                .isAnyBetween(now.minus(VOUCHES_UNTIL), now.minus(VOUCHES_FROM));
    }

    private void giveUpByAge(OutboxSettings bounds) {
        evictOld(now.minus(bounds.maxAge()));
        state.outbox()
                .dropDelivered(now.minus(bounds.keepDelivered()))
                .forEach(period -> PayloadFiles.remove(request.home(), period));
        CountingStore counted = new CountingStore(state.database().dataSource());
        new TransactionTemplate(state.transactions())
                .executeWithoutResult(status -> counted.forgetBegunBefore(now.minus(KEEP_COUNTED)));
    }

    private void evictOld(Instant before) {
        kept().stream().filter(ping -> ping.frozenAt().isBefore(before)).forEach(ping -> evict(ping, "too old"));
    }

    private void evictBeyond(long most) {
        List<PingSummary> kept = kept();
        long left = kept.stream().mapToLong(PingSummary::bytes).sum();
        for (PingSummary ping : kept) {
            if (left <= most) {
                return;
            }
            evict(ping, "too much waits");
            left -= ping.bytes();
        }
    }

    private List<PingSummary> kept() {
        return state.outbox().kept().stream()
                .filter(ping -> ping.state() != PingState.ATTEMPTING)
                .toList();
    }

    private void evict(PingSummary ping, String why) {
        Outbox outbox = state.outbox();
        if (outbox.evict(ping.pingId())) {
            PayloadFiles.remove(request.home(), ping.period());
            LOG.warn("a ping was given up unsent: ping={} period={} reason=\"{}\"", ping.pingId(), ping.period(), why);
        }
    }
}
