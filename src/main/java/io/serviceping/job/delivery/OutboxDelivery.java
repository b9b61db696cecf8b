package io.serviceping.job.delivery;

import io.serviceping.job.installation.LockedInstallation;
import io.serviceping.job.installation.RunRequest;
import io.serviceping.job.installation.StageFactory;
import io.serviceping.job.installation.Version;
import io.serviceping.outbox.BegunPeriods;
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
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Delivers the pings of the outbox while Service Ping is on and the breaker allows it. Records the result in the
 * breaker.
 */
public final class OutboxDelivery {
    private static final Duration NEWS = Duration.ofDays(1);

    private final RunRequest request;
    private final LockedInstallation.State state;
    private final ChosenPings chosen;
    private DeliveryReport report = new DeliveryReport(List.of());

    public OutboxDelivery(RunRequest request, LockedInstallation.State state, ChosenPings chosen) {
        this.request = request;
        this.state = state;
        this.chosen = chosen;
    }

    /** The result of the delivery; empty before it. */
    public DeliveryReport report() {
        return report;
    }

    /** When the breaker allows the next probe. Empty: the breaker is closed. */
    public Optional<Instant> nextProbeAt() {
        return breakers().read() instanceof Breaker.Open open ? Optional.of(open.nextProbeAt()) : Optional.empty();
    }

    /**
     * Asks the endpoint for its time, with a request that has no ping, no credentials and no id.
     *
     * @return empty: Service Ping is off, or no answer tells a time
     */
    public Optional<Instant> endpointTime() throws InterruptedException {
        try (Permission.Sending asking = permission().begin()) {
            return permission().isGiven() ? transport().ask(permission()) : Optional.empty();
        }
    }

    public DeliveryReport deliver() {
        // A sent ping must never be counted again, even after a loss of power.
        state.database().force();
        PayloadFiles.heal(request.home(), state.outbox());
        new PayloadLimit(request.settings().outbox().maxPayload(), state.outbox()).refuseTooLarge();
        BreakerStore breakers = breakers();
        Transport transport = transport();
        try {
            report = deliver(transport, breakers);
        } finally {
            int delivered = report.of(PingResult.Delivered.class).size();
            request.meter().delivered(delivered, transport.requests(), transport.bytes());
        }
        if (!Thread.currentThread().isInterrupted()) {
            remember(breakers);
            transport.lastDate().ifPresent(this::vouch);
        }
        return report;
    }

    private DeliveryReport deliver(Transport transport, BreakerStore breakers) {
        if (chosen.byHand()) {
            return delivery(transport, usual()).deliverQueued(chosen::has, permission());
        } else if (breakers.read() instanceof Breaker.Open open) {
            return probe(transport, breakers, open);
        }
        return delivery(transport, usual()).deliverDue(permission());
    }

    private DeliveryReport probe(Transport transport, BreakerStore breakers, Breaker.Open open) {
        Instant now = request.clock().instant();
        boolean anyDue = state.outbox().waiting().stream().anyMatch(ping -> ping.isDue(now));
        if (!anyDue || !permission().isGiven() || !open.isProbeDue(now) || !breakers.claimProbe(open)) {
            return new DeliveryReport(List.of());
        }
        DeliveryReport probe = delivery(transport, RetryPolicy.probe()).probe(permission());
        if (probe.of(PingResult.Delivered.class).isEmpty()) {
            return probe;
        }
        List<PingResult> behind =
                delivery(transport, usual()).deliverDue(permission()).results();
        return new DeliveryReport(
                Stream.concat(probe.results().stream(), behind.stream()).toList());
    }

    /** A refused ping does not make the endpoint unhealthy. */
    private void remember(BreakerStore breakers) {
        boolean failed = !report.of(PingResult.Waiting.class).isEmpty()
                || !report.of(PingResult.Held.class).isEmpty();
        if (!report.of(PingResult.Delivered.class).isEmpty()) {
            breakers.succeeded();
        } else if (failed) {
            breakers.failed(breakers.read());
        }
    }

    /** The endpoint's time is noted only if it is news: the run has noted its own. */
    private void vouch(Instant date) {
        BegunPeriods begun = new BegunPeriods(state.database().dataSource(), state.transactions(), request.clock());
        if (begun.vouched().filter(last -> date.isBefore(last.plus(NEWS))).isEmpty()) {
            begun.vouch(date);
        }
    }

    /** Sending needs consent and the locks of this run, and a process that was not told to end. */
    private Permission permission() {
        return new Permission() {
            @Override
            public boolean isGiven() {
                return !request.time().sleeper().isEnding()
                        && !state.locks().isLostNow()
                        && request.consent().known().noSending().isEmpty();
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

    private Transport transport() {
        return new Transport(endpoint(), Version.current());
    }

    private Delivery delivery(Transport transport, RetryPolicy policy) {
        return new Delivery(
                state.outbox(),
                transport,
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
