package io.serviceping.outbox;

import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Function;
import java.util.function.Supplier;
import javax.sql.DataSource;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.support.TransactionSynchronizationManager;
import org.springframework.transaction.support.TransactionTemplate;

/**
 * The pings of the state database. A ping is frozen once and never changed or deleted, though its bytes may be dropped
 * in the end. Only its {@link PingState} changes, by one compare-and-set in a short transaction each time.
 *
 * <p>Every verb throws {@link org.springframework.dao.DataAccessException} when the database fails, and then changes
 * nothing. Verbs that change a state throw {@link IllegalStateException} inside a transaction of the caller: that
 * transaction would stay open during HTTP, and its rollback would undo what an endpoint has already seen.
 */
public final class Outbox {
    private static final Reason ABANDONED = Reason.of("the process ended during the attempt");

    private final PingRows pings;
    private final SummaryRows summaries;
    private final AttemptRows attempts;
    private final ReceiptRows receipts;
    private final TransactionTemplate transaction;
    private final InstantSource clock;

    /**
     * Works on migrated tables.
     *
     * @param transactions of the same data source
     */
    public Outbox(DataSource state, PlatformTransactionManager transactions, InstantSource clock) {
        JdbcClient jdbc = JdbcClient.create(state);
        this.pings = new PingRows(jdbc);
        this.summaries = new SummaryRows(jdbc);
        this.attempts = new AttemptRows(jdbc);
        this.receipts = new ReceiptRows(jdbc);
        this.transaction = new TransactionTemplate(transactions);
        this.clock = clock;
    }

    /**
     * Freezes the report of a period. Does not ask for the draft if the period is frozen already. Uses one transaction,
     * or joins the caller's.
     *
     * @param draft makes the report for its sequence position
     * @throws org.springframework.dao.DuplicateKeyException when another process froze at the same moment, or the
     *     draft's ping id is taken; nothing is stored then
     */
    public FreezeResult freeze(UUID instanceId, String period, Function<SequencePosition, Draft> draft) {
        return transaction.execute(status -> {
            Optional<Ping> before = pings.find(instanceId, period);
            return before.isPresent()
                    ? new FreezeResult.Before(before.get())
                    : new FreezeResult.Now(insert(instanceId, period, draft));
        });
    }

    private Ping insert(UUID instanceId, String period, Function<SequencePosition, Draft> draft) {
        SequencePosition position = pings.nextPosition(instanceId);
        Draft drafted = draft.apply(position);
        Ping ping = new Ping(
                drafted.pingId(),
                instanceId,
                period,
                position.sequence(),
                drafted.content(),
                drafted.content().digest(),
                drafted.complete(),
                ColumnValues.exact(clock.instant()),
                drafted.withdrawn() ? PingState.WITHDRAWN : PingState.FROZEN);
        pings.insert(ping);
        return ping;
    }

    /** The position that the next frozen ping would get. */
    public SequencePosition nextPosition(UUID instanceId) {
        return pings.nextPosition(instanceId);
    }

    public Optional<Ping> find(UUID instanceId, String period) {
        return pings.find(instanceId, period);
    }

    public Optional<Ping> find(UUID pingId) {
        return pings.find(pingId);
    }

    /** A ping and its delivery so far. */
    public Optional<PingSummary> summary(UUID pingId) {
        return summaries.find(pingId);
    }

    /** The delivered ping with the highest sequence. */
    public Optional<PingSummary> latestDelivered(UUID instanceId) {
        return summaries.latestDelivered(instanceId);
    }

    /** The instance's pings that were given up, oldest first. */
    public List<PingSummary> evicted(UUID instanceId) {
        return summaries.evicted(instanceId);
    }

    /** All pings neither delivered, withdrawn nor given up, oldest first. */
    public List<PingSummary> waiting() {
        return summaries.notDelivered();
    }

    /** The pings that nobody has agreed to send, oldest first. */
    public List<PingSummary> withdrawn() {
        return summaries.withdrawn();
    }

    /** All pings neither delivered nor given up, oldest first. */
    public List<PingSummary> kept() {
        return summaries.kept();
    }

    /** The pings frozen last, newest first; at most n. */
    public List<PingSummary> recent(int n) {
        return summaries.recent(n);
    }

    /** The attempts for a ping, first to last. */
    public List<Attempt> attempts(UUID pingId) {
        return attempts.of(pingId);
    }

    /** Whether any attempt has not ended: it is under way, or its process was killed. */
    public boolean hasOpenAttempt() {
        return attempts.hasOpen();
    }

    /** The attempts for all pings neither delivered nor given up; the attempts of one ping first to last. */
    public List<Attempt> attemptsOfWaiting() {
        return attempts.ofWaiting();
    }

    /** The receipt of a delivered ping. */
    public Optional<Receipt> receipt(UUID pingId) {
        return receipts.of(pingId);
    }

    /**
     * Queued to attempting, due or not.
     *
     * @param attemptsSoFar as last read; nothing is claimed after another attempt
     * @return empty when the claim was not won
     */
    public Optional<Claim> claim(UUID pingId, int attemptsSoFar) {
        return alone(() -> {
            if (!pings.claim(pingId, attemptsSoFar)) {
                return Optional.empty();
            }
            Instant startedAt = ColumnValues.exact(clock.instant());
            int number = attemptsSoFar + 1;
            attempts.open(pingId, number, startedAt);
            return pings.find(pingId).map(ping -> new Claim(ping, number, startedAt));
        });
    }

    /**
     * Attempting to delivered; stores the receipt.
     *
     * @return whether the claim still held; if not, nothing is stored
     * @throws IllegalArgumentException when the receipt is for another ping or other bytes
     */
    public boolean markDelivered(Claim claim, Receipt receipt, Reason reason) {
        if (!receipt.isFor(claim.ping())) {
            throw new IllegalArgumentException("receipt must be for ping " + claim.pingId() + " and its digest");
        }
        return alone(() -> {
            boolean won = end(claim, PingState.DELIVERED, Attempt.Outcome.DELIVERED, reason, Optional.empty());
            if (won) {
                receipts.insert(receipt);
            }
            return won;
        });
    }

    /**
     * Attempting to waiting.
     *
     * @param nextAttemptAt the ping is not due before this instant
     * @return whether the claim still held
     */
    public boolean markWaiting(Claim claim, Reason reason, Instant nextAttemptAt) {
        return alone(() -> end(claim, PingState.WAITING, Attempt.Outcome.WAITING, reason, Optional.of(nextAttemptAt)));
    }

    /**
     * Attempting to quarantined: the endpoint refused the ping.
     *
     * @return whether the claim still held
     */
    public boolean markQuarantined(Claim claim, Reason reason) {
        return alone(() -> end(claim, PingState.QUARANTINED, Attempt.Outcome.QUARANTINED, reason, Optional.empty()));
    }

    /**
     * Attempting to held: the endpoint is gone.
     *
     * @return whether the claim still held
     */
    public boolean markHeld(Claim claim, Reason reason) {
        return alone(() -> end(claim, PingState.HELD, Attempt.Outcome.HELD, reason, Optional.empty()));
    }

    /**
     * Quarantined or held to waiting, due at once.
     *
     * @return whether the ping was quarantined or held
     */
    public boolean redrive(UUID pingId) {
        return alone(() -> pings.requeue(pingId, PingState.QUARANTINED) || pings.requeue(pingId, PingState.HELD));
    }

    /**
     * Frozen, waiting, quarantined or held to withdrawn.
     *
     * @return whether the ping was in one of these states
     */
    public boolean withdraw(UUID pingId) {
        return alone(() -> pings.withdraw(pingId));
    }

    /**
     * Withdrawn to waiting, due at once.
     *
     * @return whether the ping was withdrawn
     */
    public boolean release(UUID pingId) {
        return alone(() -> pings.requeue(pingId, PingState.WITHDRAWN));
    }

    /**
     * Frozen, waiting, quarantined or held to evicted. Drops the bytes; keeps digest and attempts.
     *
     * @return whether the ping was in one of these states
     */
    public boolean evict(UUID pingId) {
        return alone(() -> pings.evict(pingId, clock.instant()));
    }

    /**
     * To delivered, with a receipt that was not the answer to an attempt. From any state but attempting, which only its
     * claim can end.
     *
     * @return whether the ping was in such a state and the receipt is for its bytes; if not, nothing is stored
     */
    public boolean close(Receipt receipt) {
        return alone(() -> {
            boolean won = pings.close(receipt);
            if (won) {
                receipts.insert(receipt);
            }
            return won;
        });
    }

    /**
     * Notes that the ping was written to a file. Its state stays as it is.
     *
     * @return whether the ping exists
     */
    public boolean noteExport(UUID pingId) {
        return alone(() -> pings.exported(pingId, clock.instant()));
    }

    /**
     * Drops the bytes of pings delivered before this instant. Keeps digest, attempts and receipt.
     *
     * @return the periods whose bytes this call dropped, oldest first
     */
    public List<String> dropDelivered(Instant before) {
        return alone(() -> pings.dropDelivered(before));
    }

    /**
     * Attempting to waiting, due at once, for every ping of a killed process; its attempt ends as abandoned. The caller
     * holds the run lock, because this call also ends the claim of a living process.
     *
     * @return how many pings were recovered
     */
    public int recoverAbandoned() {
        return alone(() -> {
            int recovered = pings.requeueAll(PingState.ATTEMPTING);
            if (recovered > 0) {
                attempts.abandonOpen(clock.instant(), ABANDONED);
            }
            return recovered;
        });
    }

    private boolean end(
            Claim claim, PingState to, Attempt.Outcome outcome, Reason reason, Optional<Instant> nextAttemptAt) {
        boolean won = pings.endClaim(claim, to, nextAttemptAt);
        if (won) {
            attempts.close(claim, new Attempt.End(clock.instant(), outcome, reason, nextAttemptAt));
        }
        return won;
    }

    private <T> T alone(Supplier<T> move) {
        if (TransactionSynchronizationManager.isActualTransactionActive()) {
            throw new IllegalStateException("a ping is moved in a transaction of its own: call this outside of one");
        }
        return transaction.execute(status -> move.get());
    }
}
