package io.serviceping.outbox;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.serviceping.testing.TestDatabase;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.UUID;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.springframework.dao.DuplicateKeyException;
import org.springframework.transaction.support.TransactionTemplate;

class OutboxTest {
    @ParameterizedTest
    @EnumSource(TestDatabase.class)
    void freezesAPeriodOnceAndGivesTheSamePingEverAfter(TestDatabase database) {
        TestOutbox test = TestOutbox.on(database);
        FreezeResult first = test.outbox.freeze(test.instance, "2026-W46", position -> TestOutbox.draft(46));
        test.clock.advance(Duration.ofDays(1));
        FreezeResult second = test.outbox.freeze(test.instance, "2026-W46", position -> {
            throw new AssertionError("the draft must not be asked for");
        });
        assertThat(first).isInstanceOf(FreezeResult.Now.class);
        assertThat(second).isEqualTo(new FreezeResult.Before(first.ping()));
        assertThat(test.outbox.find(test.instance, "2026-W46")).contains(first.ping());
        assertThat(first.ping().json()).isEqualTo(TestOutbox.json(46));
        assertThat(first.ping().isIntact()).isTrue();
        assertThat(test.outbox.find(test.instance, "2026-W47")).isEmpty();
    }

    @ParameterizedTest
    @EnumSource(TestDatabase.class)
    void knowsWhetherAPingIsComplete(TestDatabase database) {
        TestOutbox test = TestOutbox.on(database);

        test.outbox.freeze(test.instance, "2026-W46", position -> TestOutbox.draft(46));
        test.outbox.freeze(
                test.instance, "2026-W47", position -> Draft.of(TestOutbox.pingId(47), TestOutbox.json(47), false));

        assertThat(test.outbox.find(TestOutbox.pingId(46))).get().matches(Ping::complete);
        assertThat(test.outbox.find(TestOutbox.pingId(47))).get().matches(ping -> !ping.complete());
    }

    @ParameterizedTest
    @EnumSource(TestDatabase.class)
    void numbersThePingsOfEachInstanceAndNamesTheOneBefore(TestDatabase database) {
        TestOutbox test = TestOutbox.on(database);
        UUID other = UUID.fromString("00000000-0000-4000-8000-000000000002");
        List<SequencePosition> positions = new ArrayList<>();
        test.outbox.freeze(test.instance, "2026-W46", position -> noted(positions, position, 46));
        test.outbox.freeze(test.instance, "2026-W45", position -> noted(positions, position, 45));
        test.outbox.freeze(other, "2026-W46", position -> noted(positions, position, 1));
        assertThat(positions)
                .containsExactly(
                        new SequencePosition(1, Optional.empty(), 0),
                        new SequencePosition(2, Optional.of(TestOutbox.pingId(46)), 0),
                        new SequencePosition(1, Optional.empty(), 0));
        assertThat(test.outbox.find(TestOutbox.pingId(45)).orElseThrow().sequence())
                .isEqualTo(2);
    }

    private static Draft noted(List<SequencePosition> positions, SequencePosition position, int week) {
        positions.add(position);
        return TestOutbox.draft(week);
    }

    @ParameterizedTest
    @EnumSource(TestDatabase.class)
    void keepsContentLargerThanAMebibyte(TestDatabase database) {
        TestOutbox test = TestOutbox.on(database);
        byte[] noise = new byte[3 << 20];
        new Random(7).nextBytes(noise);
        Ping ping = test.outbox
                .freeze(test.instance, "2026-W46", position -> Draft.of(TestOutbox.pingId(46), noise, true))
                .ping();
        assertThat(test.outbox.find(ping.pingId())).contains(ping);
    }

    @ParameterizedTest
    @EnumSource(TestDatabase.class)
    void freezesWithinTheTransactionOfTheCallerOrNotAtAll(TestDatabase database) {
        TestOutbox test = TestOutbox.on(database);
        TransactionTemplate transaction = new TransactionTemplate(test.transactions);
        transaction.executeWithoutResult(status -> {
            test.frozen(46);
            status.setRollbackOnly();
        });
        assertThat(test.outbox.recent(10)).isEmpty();
        transaction.executeWithoutResult(status -> test.frozen(46));
        assertThat(test.outbox.recent(10)).hasSize(1);
    }

    @ParameterizedTest
    @EnumSource(TestDatabase.class)
    void refusesAPingIdThatIsTaken(TestDatabase database) {
        TestOutbox test = TestOutbox.on(database);
        test.frozen(46);
        assertThatThrownBy(() -> test.outbox.freeze(test.instance, "2026-W47", position -> TestOutbox.draft(46)))
                .isInstanceOf(DuplicateKeyException.class);
        assertThat(test.outbox.recent(10)).hasSize(1);
    }

    @ParameterizedTest
    @EnumSource(TestDatabase.class)
    void storesNothingWhenTheDraftFails(TestDatabase database) {
        TestOutbox test = TestOutbox.on(database);
        assertThatThrownBy(() -> test.outbox.freeze(test.instance, "2026-W46", position -> {
                    throw new IllegalStateException("no draft");
                }))
                .hasMessage("no draft");
        assertThat(test.outbox.recent(10)).isEmpty();
    }

    @ParameterizedTest
    @EnumSource(TestDatabase.class)
    void letsOneOfTwoThreadsWinTheClaim(TestDatabase database) throws Exception {
        TestOutbox test = TestOutbox.on(database);
        Ping ping = test.frozen(46);
        CyclicBarrier together = new CyclicBarrier(2);
        ExecutorService threads = Executors.newFixedThreadPool(2);
        try {
            List<Future<Optional<Claim>>> claims = new ArrayList<>();
            for (int i = 0; i < 2; i++) {
                claims.add(threads.submit(() -> {
                    together.await();
                    return test.outbox.claim(ping.pingId(), 0);
                }));
            }
            List<Optional<Claim>> won =
                    List.of(claims.get(0).get(), claims.get(1).get());
            assertThat(won.stream().flatMap(Optional::stream)).hasSize(1);
        } finally {
            threads.shutdownNow();
        }
        assertThat(test.outbox.attempts(ping.pingId())).hasSize(1);
    }

    @ParameterizedTest
    @EnumSource(TestDatabase.class)
    void claimsNothingWhenSomebodyHasTriedSinceThePingWasSeen(TestDatabase database) {
        TestOutbox test = TestOutbox.on(database);
        Ping ping = test.inState(PingState.WAITING, 46);
        assertThat(test.outbox.claim(ping.pingId(), 0)).isEmpty();
        assertThat(test.outbox.claim(ping.pingId(), 1)).isPresent();
    }

    @ParameterizedTest
    @EnumSource(TestDatabase.class)
    void storesTheReceiptWithTheDelivery(TestDatabase database) {
        TestOutbox test = TestOutbox.on(database);
        Ping ping = test.frozen(46);
        assertThat(test.outbox.receipt(ping.pingId())).isEmpty();
        Receipt receipt = test.receipt(ping);
        assertThat(test.outbox.markDelivered(test.claimed(ping), receipt, Reason.http(201, "")))
                .isTrue();
        assertThat(test.outbox.receipt(ping.pingId())).contains(receipt);
        assertThat(test.outbox.waiting()).isEmpty();
        PingSummary summary = test.outbox.latestDelivered(test.instance).orElseThrow();
        assertThat(summary.state()).isEqualTo(PingState.DELIVERED);
        assertThat(summary.receiptId()).contains("r-1");
        assertThat(summary.deliveredAt()).contains(receipt.receivedAt());
        assertThat(summary.attempts()).isEqualTo(1);
    }

    @ParameterizedTest
    @EnumSource(TestDatabase.class)
    void refusesTheReceiptOfAnotherPing(TestDatabase database) {
        TestOutbox test = TestOutbox.on(database);
        Claim claim = test.claimed(test.frozen(46));
        Receipt other = test.receipt(test.frozen(47));
        assertThatThrownBy(() -> test.outbox.markDelivered(claim, other, Reason.http(200, "")))
                .isInstanceOf(IllegalArgumentException.class);
        assertThat(test.state(claim.ping())).isEqualTo(PingState.ATTEMPTING);
    }

    @ParameterizedTest
    @EnumSource(TestDatabase.class)
    void listsWhatWaitsOldestFirstWithTheReason(TestDatabase database) {
        TestOutbox test = TestOutbox.on(database);
        Ping delivered = test.inState(PingState.DELIVERED, 44);
        Ping waiting = test.inState(PingState.WAITING, 45);
        Ping frozen = test.frozen(46);
        Instant now = test.clock.instant();
        assertThat(test.outbox.waiting())
                .containsExactly(test.summary(waiting), test.summary(frozen))
                .noneMatch(summary -> summary.pingId().equals(delivered.pingId()));
        assertThat(test.summary(waiting).lastReason()).contains(Reason.http(503, ""));
        assertThat(test.summary(waiting).isDue(now)).isTrue();
        assertThat(test.summary(waiting).isDue(now.minus(Duration.ofHours(1)))).isFalse();
        assertThat(test.summary(frozen).isDue(now)).isTrue();
        assertThat(test.summary(delivered).isDue(now)).isFalse();
        assertThat(test.outbox.recent(2)).extracting(PingSummary::period).containsExactly("2026-W46", "2026-W45");
    }

    @ParameterizedTest
    @EnumSource(TestDatabase.class)
    void recordsEachAttemptWithItsEnd(TestDatabase database) {
        TestOutbox test = TestOutbox.on(database);
        Ping ping = test.frozen(46);
        Claim first = test.claimed(ping);
        assertThat(test.outbox.attempts(ping.pingId()))
                .containsExactly(new Attempt(ping.pingId(), 1, first.startedAt(), Optional.empty()));
        test.clock.advance(Duration.ofSeconds(2));
        Instant endedAt = test.clock.instant();
        Instant next = endedAt.plus(Duration.ofHours(1));
        test.outbox.markWaiting(first, Reason.of("connection refused"), next);
        assertThat(test.outbox.attempts(ping.pingId()))
                .containsExactly(new Attempt(
                        ping.pingId(),
                        1,
                        first.startedAt(),
                        Optional.of(new Attempt.End(
                                endedAt,
                                Attempt.Outcome.WAITING,
                                Reason.of("connection refused"),
                                Optional.of(next)))));
        assertThat(test.summary(ping).nextAttemptAt()).contains(next);
    }

    @ParameterizedTest
    @EnumSource(TestDatabase.class)
    void putsBackWhatAKilledProcessLeftAndItsClaimIsWorthNothingAfterwards(TestDatabase database) {
        TestOutbox test = TestOutbox.on(database);
        Ping ping = test.frozen(46);
        Ping untouched = test.inState(PingState.QUARANTINED, 47);
        Claim lost = test.claimed(ping);
        assertThat(test.outbox.recoverAbandoned()).isEqualTo(1);
        assertThat(test.outbox.recoverAbandoned()).isZero();
        assertThat(test.summary(ping).isDue(test.clock.instant())).isTrue();
        assertThat(test.state(untouched)).isEqualTo(PingState.QUARANTINED);
        assertThat(test.outbox
                        .attempts(ping.pingId())
                        .get(0)
                        .end()
                        .orElseThrow()
                        .outcome())
                .isEqualTo(Attempt.Outcome.ABANDONED);
        Claim again = test.claimed(ping);
        assertThat(again.number()).isEqualTo(2);
        assertThat(again.ping().content()).isEqualTo(lost.ping().content());
        assertThat(test.outbox.markQuarantined(lost, Reason.http(400, ""))).isFalse();
        assertThat(test.outbox.markDelivered(lost, test.receipt(ping), Reason.http(200, "")))
                .isFalse();
        assertThat(test.outbox.receipt(ping.pingId())).isEmpty();
        assertThat(test.state(ping)).isEqualTo(PingState.ATTEMPTING);
    }

    @ParameterizedTest
    @EnumSource(TestDatabase.class)
    void movesNoPingInsideATransactionOfTheCaller(TestDatabase database) {
        TestOutbox test = TestOutbox.on(database);
        Ping ping = test.frozen(46);
        TransactionTemplate transaction = new TransactionTemplate(test.transactions);
        assertThatThrownBy(() -> transaction.execute(status -> test.outbox.claim(ping.pingId(), 0)))
                .isInstanceOf(IllegalStateException.class);
        assertThat(test.state(ping)).isEqualTo(PingState.FROZEN);
    }
}
