package io.serviceping.outbox;

import static org.assertj.core.api.Assertions.assertThat;

import io.serviceping.testing.TestDatabase;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/** Calls every verb in every state: an allowed change happens, any other call changes nothing. */
class OutboxMovesTest {
    private static final Set<PingState> KEPT =
            EnumSet.of(PingState.FROZEN, PingState.WAITING, PingState.QUARANTINED, PingState.HELD);

    private enum Verb {
        CLAIM(PingState.ATTEMPTING) {
            @Override
            boolean apply(TestOutbox test, Ping ping) {
                return test.outbox
                        .claim(ping.pingId(), test.summary(ping).attempts())
                        .isPresent();
            }
        },
        MARK_DELIVERED(PingState.DELIVERED) {
            @Override
            boolean apply(TestOutbox test, Ping ping) {
                return test.outbox.markDelivered(claim(test, ping), test.receipt(ping), Reason.http(200, ""));
            }
        },
        MARK_WAITING(PingState.WAITING) {
            @Override
            boolean apply(TestOutbox test, Ping ping) {
                return test.outbox.markWaiting(claim(test, ping), Reason.http(503, ""), test.clock.instant());
            }
        },
        MARK_QUARANTINED(PingState.QUARANTINED) {
            @Override
            boolean apply(TestOutbox test, Ping ping) {
                return test.outbox.markQuarantined(claim(test, ping), Reason.http(400, ""));
            }
        },
        MARK_HELD(PingState.HELD) {
            @Override
            boolean apply(TestOutbox test, Ping ping) {
                return test.outbox.markHeld(claim(test, ping), Reason.http(410, ""));
            }
        },
        REDRIVE(PingState.WAITING) {
            @Override
            boolean apply(TestOutbox test, Ping ping) {
                return test.outbox.redrive(ping.pingId());
            }
        },
        RELEASE(PingState.WAITING) {
            @Override
            boolean apply(TestOutbox test, Ping ping) {
                return test.outbox.release(ping.pingId());
            }
        },
        WITHDRAW(PingState.WITHDRAWN) {
            @Override
            boolean apply(TestOutbox test, Ping ping) {
                return test.outbox.withdraw(ping.pingId());
            }
        },
        EVICT(PingState.EVICTED) {
            @Override
            boolean apply(TestOutbox test, Ping ping) {
                return test.outbox.evict(ping.pingId());
            }
        },
        CLOSE(PingState.DELIVERED) {
            @Override
            boolean apply(TestOutbox test, Ping ping) {
                return test.outbox.close(test.receipt(ping));
            }
        },
        RECOVER_ABANDONED(PingState.WAITING) {
            @Override
            boolean apply(TestOutbox test, Ping ping) {
                return test.outbox.recoverAbandoned() == 1;
            }
        };

        private final PingState to;

        Verb(PingState to) {
            this.to = to;
        }

        abstract boolean apply(TestOutbox test, Ping ping);

        /** The claim of the last attempt, or of an attempt that never was made. */
        Claim claim(TestOutbox test, Ping ping) {
            return new Claim(ping, Math.max(1, test.summary(ping).attempts()), test.clock.instant());
        }

        boolean isAllowedFrom(PingState from) {
            return switch (this) {
                case CLAIM -> from == PingState.FROZEN || from == PingState.WAITING;
                case MARK_DELIVERED, MARK_WAITING, MARK_QUARANTINED, MARK_HELD, RECOVER_ABANDONED ->
                    from == PingState.ATTEMPTING;
                case REDRIVE -> from == PingState.QUARANTINED || from == PingState.HELD;
                case RELEASE -> from == PingState.WITHDRAWN;
                case WITHDRAW -> KEPT.contains(from);
                case EVICT -> KEPT.contains(from) || from == PingState.WITHDRAWN;
                case CLOSE -> from != PingState.ATTEMPTING && from != PingState.DELIVERED;
            };
        }
    }

    static Stream<Arguments> everyVerbInEveryState() {
        return Arrays.stream(TestDatabase.values())
                .flatMap(database -> Arrays.stream(PingState.values())
                        .flatMap(state ->
                                Arrays.stream(Verb.values()).map(verb -> Arguments.of(database, state, verb))));
    }

    @ParameterizedTest
    @MethodSource("everyVerbInEveryState")
    void movesAsTheTableSaysOrNotAtAll(TestDatabase database, PingState from, Verb verb) {
        TestOutbox test = TestOutbox.on(database);
        Ping ping = test.inState(from, 46);
        PingSummary before = test.summary(ping);
        var attemptsBefore = test.outbox.attempts(ping.pingId());
        var receiptBefore = test.outbox.receipt(ping.pingId());
        boolean won = verb.apply(test, ping);
        assertThat(won).isEqualTo(verb.isAllowedFrom(from));
        if (won) {
            assertThat(from.successors()).contains(verb.to);
            assertThat(test.state(ping)).isEqualTo(verb.to);
        } else {
            assertThat(test.summary(ping)).isEqualTo(before);
            assertThat(test.outbox.attempts(ping.pingId())).isEqualTo(attemptsBefore);
            assertThat(test.outbox.receipt(ping.pingId())).isEqualTo(receiptBefore);
        }
    }

    @ParameterizedTest
    @EnumSource(PingState.class)
    void everyMoveOfTheTableHasAVerb(PingState from) {
        for (PingState to : from.successors()) {
            assertThat(Verb.values()).anyMatch(verb -> verb.to == to && verb.isAllowedFrom(from));
        }
    }
}
