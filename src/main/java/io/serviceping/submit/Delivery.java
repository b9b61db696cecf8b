package io.serviceping.submit;

import io.serviceping.outbox.Claim;
import io.serviceping.outbox.Outbox;
import io.serviceping.outbox.PingSummary;
import io.serviceping.submit.http.CredentialException;
import io.serviceping.submit.http.Credentials;
import io.serviceping.submit.http.Permission;
import io.serviceping.submit.http.Transport;
import io.serviceping.time.Sleeper;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.random.RandomGenerator;

/**
 * Delivers the pings of the outbox, oldest first. The caller holds the run lock and has no open transaction.
 *
 * <p>If the endpoint fails, the run ends after the tries of the first ping. A ping that the endpoint rejects does not
 * stop those after it. After the policy's time limit no further try begins. Permission to send is checked before and
 * during every attempt.
 */
public final class Delivery {
    private final Outbox outbox;
    private final Transport transport;
    private final InstantSource clock;
    private final Sleeper pause;
    private final Duration timeLimit;
    private final DeliveryAttempt attempting;

    /**
     * @param random draws the pauses and waits
     * @param pause sleeps between two tries
     */
    public Delivery(
            Outbox outbox,
            Transport transport,
            RetryPolicy policy,
            RandomGenerator random,
            InstantSource clock,
            Sleeper pause) {
        this.outbox = outbox;
        this.transport = transport;
        this.clock = clock;
        this.pause = pause;
        this.timeLimit = policy.timeLimit();
        this.attempting = new DeliveryAttempt(outbox, transport, policy, random, clock, pause::isEnding);
    }

    /**
     * Delivers the queued pings that are due.
     *
     * @param permission checked before and during every attempt; without it the run ends
     * @throws CredentialException if a token or key cannot be used; the ping's state is unchanged
     * @throws IllegalStateException inside a transaction
     */
    public DeliveryReport deliverDue(Permission permission) {
        Instant now = clock.instant();
        return deliver(queued(ping -> ping.isDue(now)), permission);
    }

    /** Like {@link #deliverDue}, but chooses among all queued pings, for a command that a person runs. */
    public DeliveryReport deliverQueued(Predicate<PingSummary> chosen, Permission permission) {
        return deliver(queued(chosen.and(ping -> ping.state().isQueued())), permission);
    }

    /** Like {@link #deliverDue}, but only for the oldest ping, to find out whether the endpoint works again. */
    public DeliveryReport probe(Permission permission) {
        Instant now = clock.instant();
        return deliver(queued(ping -> ping.isDue(now)).stream().limit(1).toList(), permission);
    }

    private List<PingSummary> queued(Predicate<PingSummary> chosen) {
        outbox.recoverAbandoned();
        return outbox.waiting().stream().filter(chosen).toList();
    }

    private DeliveryReport deliver(List<PingSummary> pings, Permission permission) {
        Instant end = clock.instant().plus(timeLimit);
        List<PingResult> results = new ArrayList<>();
        Optional<TryResult.Over> last = Optional.empty();
        for (PingSummary ping : pings) {
            if (last.isPresent()) {
                results.add(behind(last.get().result(), ping));
                continue;
            }
            TryResult.Over over = deliver(ping, permission, end);
            results.add(over.result());
            last = Optional.of(over)
                    .filter(turn -> turn.endsRun() || !clock.instant().isBefore(end));
        }
        return new DeliveryReport(results);
    }

    private static PingResult behind(PingResult last, PingSummary ping) {
        return last instanceof PingResult.NotAllowed
                ? new PingResult.NotAllowed(ping.pingId())
                : new PingResult.Untouched(ping.pingId());
    }

    private TryResult.Over deliver(PingSummary ping, Permission permission, Instant end) {
        for (int tries = 1; ; tries++) {
            if (!permission.isGiven()) {
                return new TryResult.Over(new PingResult.NotAllowed(ping.pingId()), true);
            }
            Credentials credentials = transport.credentials();
            Optional<Claim> claim = outbox.claim(ping.pingId(), ping.attempts() + tries - 1);
            if (claim.isEmpty()) {
                return new TryResult.Over(new PingResult.Untouched(ping.pingId()), false);
            }
            TryResult turn = attempting.attempt(claim.get(), credentials, tries, permission);
            if (turn instanceof TryResult.Over over) {
                return over;
            }
            TryResult.Again again = (TryResult.Again) turn;
            if (!clock.instant().plus(again.pause()).isBefore(end) || !paused(again)) {
                return new TryResult.Over(turn.result(), true);
            }
        }
    }

    private boolean paused(TryResult.Again turn) {
        try {
            return pause.rest(turn.pause());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }
}
