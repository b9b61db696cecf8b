package io.serviceping.outbox;

import static org.assertj.core.api.Assertions.assertThat;

import io.serviceping.testing.TestDatabase;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** How pings leave the outbox other than by an answer. */
class BoundsTest {
    @ParameterizedTest
    @EnumSource(TestDatabase.class)
    void dropsTheBytesOfAnEvictedPingAndKeepsItsDigest(TestDatabase database) {
        TestOutbox test = TestOutbox.on(database);
        Ping ping = test.inState(PingState.WAITING, 46);

        test.outbox.evict(ping.pingId());

        Ping after = test.outbox.find(ping.pingId()).orElseThrow();
        assertThat(after.content().isDropped()).isTrue();
        assertThat(after.digest()).isEqualTo(ping.digest());
        assertThat(test.summary(ping).bytes()).isZero();
        assertThat(test.summary(ping).evictedAt()).contains(ColumnValues.exact(test.clock.instant()));
        assertThat(test.outbox.waiting()).isEmpty();
        assertThat(test.outbox.evicted(test.instance))
                .extracting(PingSummary::period)
                .containsExactly("2026-W46");
    }

    @ParameterizedTest
    @EnumSource(TestDatabase.class)
    void tellsTheNextPingHowManyWereEvicted(TestDatabase database) {
        TestOutbox test = TestOutbox.on(database);
        test.inState(PingState.EVICTED, 40);
        test.inState(PingState.EVICTED, 41);
        List<SequencePosition> positions = new ArrayList<>();

        test.outbox.freeze(test.instance, "2026-W42", position -> {
            positions.add(position);
            return TestOutbox.draft(42);
        });

        assertThat(positions).containsExactly(new SequencePosition(3, Optional.of(TestOutbox.pingId(41)), 2));
    }

    @ParameterizedTest
    @EnumSource(TestDatabase.class)
    void closesAnEvictedPingWithAReceiptForItsDigestAlone(TestDatabase database) {
        TestOutbox test = TestOutbox.on(database);
        Ping ping = test.inState(PingState.EVICTED, 46);
        Receipt right = test.receipt(ping);
        Receipt wrong = new Receipt("r-2", ping.pingId(), "sha-256=:AAAA:", right.receivedAt(), "{}");

        assertThat(test.outbox.close(wrong)).isFalse();
        assertThat(test.outbox.receipt(ping.pingId())).isEmpty();
        assertThat(test.outbox.close(right)).isTrue();
        assertThat(test.outbox.receipt(ping.pingId())).contains(right);
    }

    @ParameterizedTest
    @EnumSource(TestDatabase.class)
    void dropsTheBytesOfWhatWasDeliveredLongAgoAndKeepsTheReceipt(TestDatabase database) {
        TestOutbox test = TestOutbox.on(database);
        Ping old = test.inState(PingState.DELIVERED, 40);
        Ping waiting = test.inState(PingState.WAITING, 41);
        test.clock.advance(Duration.ofDays(400));
        Ping young = test.inState(PingState.DELIVERED, 42);

        var dropped = test.outbox.dropDelivered(test.clock.instant().minus(Duration.ofDays(399)));

        assertThat(dropped).containsExactly("2026-W40");
        assertThat(test.outbox.dropDelivered(test.clock.instant().minus(Duration.ofDays(399))))
                .isEmpty();
        assertThat(test.outbox.find(old.pingId()).orElseThrow().content().isDropped())
                .isTrue();
        assertThat(test.outbox.receipt(old.pingId())).isPresent();
        assertThat(test.outbox.find(waiting.pingId()).orElseThrow().isIntact()).isTrue();
        assertThat(test.outbox.find(young.pingId()).orElseThrow().isIntact()).isTrue();
    }

    @ParameterizedTest
    @EnumSource(TestDatabase.class)
    void notesAnExportAndLeavesTheStateAsItWas(TestDatabase database) {
        TestOutbox test = TestOutbox.on(database);
        Ping ping = test.inState(PingState.WAITING, 46);

        assertThat(test.outbox.noteExport(ping.pingId())).isTrue();

        assertThat(test.summary(ping).exportedAt()).contains(ColumnValues.exact(test.clock.instant()));
        assertThat(test.state(ping)).isEqualTo(PingState.WAITING);
    }

    @ParameterizedTest
    @EnumSource(TestDatabase.class)
    void remembersWhichPeriodsWereBegunAndHowOften(TestDatabase database) {
        TestOutbox test = TestOutbox.on(database);
        BegunPeriods begun = new BegunPeriods(test.dataSource, test.transactions, test.clock);

        begun.note(test.instance, "2026-W46", Optional.empty());
        test.clock.advance(Duration.ofHours(1));
        begun.note(test.instance, "2026-W46", Optional.empty());

        assertThat(begun.of(test.instance))
                .containsExactly(new BegunPeriods.Begun("2026-W46", 2, ColumnValues.exact(test.clock.instant())));
    }
}
