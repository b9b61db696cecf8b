package io.serviceping.job.delivery;

import io.serviceping.consent.ConsentDecision;
import io.serviceping.job.installation.LockedInstallation;
import io.serviceping.job.installation.RunRequest;
import io.serviceping.job.installation.StageFactory;
import io.serviceping.job.installation.Version;
import io.serviceping.outbox.Breaker;
import io.serviceping.outbox.BreakerStore;
import io.serviceping.state.SendLock;
import io.serviceping.submit.Delivery;
import io.serviceping.submit.DeliveryReport;
import io.serviceping.submit.PingResult;
import io.serviceping.submit.RetryPolicy;
import io.serviceping.submit.http.Endpoint;
import io.serviceping.submit.http.Permission;
import io.serviceping.submit.http.Transport;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** Delivers what the outbox holds while Service Ping is on and the breaker lets it, and remembers what came of it. */
public final class OutboxDelivery {
    private final RunRequest request;
    private final LockedInstallation.State state;
    private final boolean byHand;
    private DeliveryReport report = new DeliveryReport(List.of());

    /**
     * @param byHand whether to try what is not due yet, too, and whatever the breaker says
     */
    public OutboxDelivery(RunRequest request, LockedInstallation.State state, boolean byHand) {
        this.request = request;
        this.state = state;
        this.byHand = byHand;
    }

    /** What the delivery did; empty before it. */
    public DeliveryReport report() {
        return report;
    }

    /** Before when the endpoint is left in peace; empty while it is not. */
    public Optional<Instant> nextProbeAt() {
        return breakers().read() instanceof Breaker.Open open ? Optional.of(open.nextProbeAt()) : Optional.empty();
    }

    public DeliveryReport deliver() {
        // What was sent must never be counted again, not even after a loss of power.
        state.database().force();
        new PayloadLimit(request.settings().outbox().maxPayload(), state.outbox()).refuseTooLarge();
        BreakerStore breakers = breakers();
        if (byHand) {
            report = delivery(usual()).deliverQueued(permission());
        } else if (breakers.read() instanceof Breaker.Open open) {
            report = probe(breakers, open);
        } else {
            report = delivery(usual()).deliverDue(permission());
        }
        remember(breakers);
        return report;
    }

    private DeliveryReport probe(BreakerStore breakers, Breaker.Open open) {
        Instant now = request.clock().instant();
        boolean anyDue = state.outbox().waiting().stream().anyMatch(ping -> ping.isDue(now));
        if (!anyDue || !permission().isGiven() || !open.isProbeDue(now) || !breakers.claimProbe(open)) {
            return new DeliveryReport(List.of());
        }
        DeliveryReport probe = delivery(RetryPolicy.probe()).probe(permission());
        if (probe.of(PingResult.Delivered.class).isEmpty()) {
            return probe;
        }
        List<PingResult> behind = delivery(usual()).deliverDue(permission()).results();
        return new DeliveryReport(
                Stream.concat(probe.results().stream(), behind.stream()).toList());
    }

    /** A refusal for what a ping is says nothing of the endpoint's health; an interrupted run does not either. */
    private void remember(BreakerStore breakers) {
        if (Thread.currentThread().isInterrupted()) {
            return;
        }
        boolean failed = !report.of(PingResult.Waiting.class).isEmpty()
                || !report.of(PingResult.Held.class).isEmpty();
        if (!report.of(PingResult.Delivered.class).isEmpty()) {
            breakers.succeeded();
        } else if (failed) {
            breakers.failed(breakers.read());
        }
    }

    /** To send: nobody has switched Service Ping off, and no other run can have begun. */
    private Permission permission() {
        return new Permission() {
            @Override
            public boolean isGiven() {
                return !state.locks().isLostNow() && request.consent().decide() instanceof ConsentDecision.On;
            }

            @Override
            public Sending begin() {
                return SendLock.acquire(request.home().state())::close;
            }
        };
    }

    private RetryPolicy usual() {
        return RetryPolicy.standard(request.settings().outbox().runBudget());
    }

    private BreakerStore breakers() {
        return StageFactory.breakers(
                state.database().dataSource(),
                state.transactions(),
                endpoint(),
                request.settings().outbox(),
                request.clock());
    }

    private Delivery delivery(RetryPolicy policy) {
        return new Delivery(
                state.outbox(),
                new Transport(endpoint(), Version.current()),
                policy,
                request.time().random(),
                request.clock(),
                request.time().sleeper());
    }

    private Endpoint endpoint() {
        return request.settings()
                .endpoint()
                .orElseThrow(() -> new IllegalStateException("a command that sends asks for the endpoint first"));
    }
}
