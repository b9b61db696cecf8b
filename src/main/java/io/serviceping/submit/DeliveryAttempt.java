package io.serviceping.submit;

import io.serviceping.outbox.Claim;
import io.serviceping.outbox.Outbox;
import io.serviceping.outbox.Reason;
import io.serviceping.submit.DeliveryVerdict.Concerns;
import io.serviceping.submit.http.Credentials;
import io.serviceping.submit.http.Permission;
import io.serviceping.submit.http.Transport;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.Optional;
import java.util.UUID;
import java.util.function.BooleanSupplier;
import java.util.random.RandomGenerator;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** One attempt: sends the claimed ping and stores the result in the outbox. */
final class DeliveryAttempt {
    private static final Logger LOG = LoggerFactory.getLogger(DeliveryAttempt.class);
    private static final Reason DAMAGED = Reason.of(
            "the stored bytes no longer match their digest, so nothing was sent: restore the state database from a backup");
    private static final Reason SWITCHED_OFF = Reason.of("cancelled: switched off");
    private static final Reason INTERRUPTED = Reason.of("the run was interrupted");

    private final Outbox outbox;
    private final Transport transport;
    private final RetryPolicy policy;
    private final RandomGenerator random;
    private final InstantSource clock;
    private final BooleanSupplier ending;

    /** @param ending whether the process was told to end, so that permission to send is lost */
    DeliveryAttempt(
            Outbox outbox,
            Transport transport,
            RetryPolicy policy,
            RandomGenerator random,
            InstantSource clock,
            BooleanSupplier ending) {
        this.outbox = outbox;
        this.transport = transport;
        this.policy = policy;
        this.random = random;
        this.clock = clock;
        this.ending = ending;
    }

    /**
     * After an interrupt or the loss of permission the ping waits and is due at once. After an interrupt
     * the thread's flag is set again.
     */
    TryResult attempt(Claim claim, Credentials credentials, int tries, Permission permission) {
        try (Permission.Sending sending = permission.begin()) {
            Optional<DeliveryVerdict> answer = answer(claim, credentials, permission);
            TryResult turn = answer.isPresent() ? settle(claim, answer.get(), tries) : notAllowed(claim);
            log(claim, turn, answer.map(DeliveryVerdict::reason).orElseGet(this::whyNot));
            return turn;
        } catch (InterruptedException e) {
            // Stored before the flag is set: H2 closes its file if the thread is interrupted.
            TryResult turn = waiting(claim, INTERRUPTED, Duration.ZERO, true);
            log(claim, turn, INTERRUPTED);
            Thread.currentThread().interrupt();
            return turn;
        }
    }

    /** Empty: no permission. Permission is checked again here because the claim may have waited for a row lock. */
    private Optional<DeliveryVerdict> answer(Claim claim, Credentials credentials, Permission permission)
            throws InterruptedException {
        if (!permission.isGiven()) {
            return Optional.empty();
        } else if (!claim.ping().isIntact()) {
            return Optional.of(new DeliveryVerdict.Rejected(DAMAGED));
        }
        return transport
                .send(claim, credentials, permission)
                .map(response -> ResponseClassifier.classify(response, claim.ping(), clock.instant()));
    }

    private Reason whyNot() {
        return ending.getAsBoolean() ? INTERRUPTED : SWITCHED_OFF;
    }

    private TryResult notAllowed(Claim claim) {
        boolean won = outbox.markWaiting(claim, whyNot(), clock.instant().truncatedTo(ChronoUnit.MILLIS));
        return over(won, new PingResult.NotAllowed(claim.ping().pingId()), true);
    }

    private TryResult settle(Claim claim, DeliveryVerdict answer, int tries) {
        UUID pingId = claim.ping().pingId();
        Reason reason = answer.reason();
        if (answer instanceof DeliveryVerdict.Accepted accepted) {
            boolean won = outbox.markDelivered(claim, accepted.receipt(), reason);
            return over(won, new PingResult.Delivered(pingId, accepted.receipt()), false);
        }
        if (answer instanceof DeliveryVerdict.Rejected) {
            return over(outbox.markQuarantined(claim, reason), new PingResult.Quarantined(pingId, reason), false);
        }
        if (answer instanceof DeliveryVerdict.Gone) {
            return over(outbox.markHeld(claim, reason), new PingResult.Held(pingId, reason), true);
        }
        return retry(claim, (DeliveryVerdict.Retryable) answer, tries);
    }

    private TryResult retry(Claim claim, DeliveryVerdict.Retryable answer, int tries) {
        boolean endsRun = answer.concerns() == Concerns.THE_ENDPOINT;
        Optional<Duration> asked = answer.retryAfter();
        if (asked.isPresent() && asked.get().compareTo(policy.maxDelay()) > 0) {
            return waiting(claim, answer.reason(), policy.wait(asked.get()), endsRun);
        }
        if (tries >= policy.triesPerRun()) {
            return waiting(claim, answer.reason(), policy.wait(claim.number(), random), endsRun);
        }
        Duration pause = asked.orElseGet(() -> policy.pause(tries, random));
        TryResult.Over waiting = waiting(claim, answer.reason(), pause, endsRun);
        return waiting.result() instanceof PingResult.Waiting ? new TryResult.Again(waiting.result(), pause) : waiting;
    }

    private TryResult.Over waiting(Claim claim, Reason reason, Duration wait, boolean endsRun) {
        Instant next = clock.instant().plus(wait).truncatedTo(ChronoUnit.MILLIS);
        boolean won = outbox.markWaiting(claim, reason, next);
        return over(won, new PingResult.Waiting(claim.ping().pingId(), reason, next), endsRun);
    }

    private static TryResult.Over over(boolean won, PingResult result, boolean endsRun) {
        return won
                ? new TryResult.Over(result, endsRun)
                : new TryResult.Over(new PingResult.Untouched(result.pingId()), false);
    }

    private void log(Claim claim, TryResult turn, Reason reason) {
        LOG.info(
                "delivery attempt ended: ping={} attempt={} result={} reason=\"{}\" duration_ms={}",
                claim.ping().pingId(),
                claim.number(),
                turn.result().getClass().getSimpleName(),
                reason,
                Duration.between(claim.startedAt(), clock.instant()).toMillis());
    }
}
