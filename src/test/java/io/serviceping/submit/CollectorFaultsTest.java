package io.serviceping.submit;

import static io.serviceping.outbox.PingState.DELIVERED;
import static io.serviceping.outbox.PingState.QUARANTINED;
import static io.serviceping.outbox.PingState.WAITING;
import static org.assertj.core.api.Assertions.assertThat;

import io.serviceping.outbox.Attempt;
import io.serviceping.outbox.Ping;
import io.serviceping.outbox.PingState;
import io.serviceping.testing.TestDatabase;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * The fault matrix with the reference collector's own refusals, on both databases. The collector never answers 409: of
 * two simultaneous attempts, its store makes one wait for the other.
 */
class CollectorFaultsTest {
    private static final String CONFLICT = "HTTP 422 \\(another ping is in its place\\)";

    private static final Duration LATER = Duration.ofHours(25);

    @TempDir
    Path folder;

    private interface Change {
        void of(CollectorScene scene) throws Exception;
    }

    /**
     * @param reason a regular expression
     * @param cure empty if no collector can ever accept this ping
     */
    private record Fault(String name, Change trouble, PingState state, String reason, Optional<Change> cure) {
        @Override
        public String toString() {
            return name;
        }
    }

    static Stream<Arguments> faultsOnBothDatabases() {
        List<Fault> faults = Stream.concat(curable(), forGood()).toList();
        return Arrays.stream(TestDatabase.values())
                .flatMap(database -> faults.stream().map(fault -> Arguments.of(database, fault)));
    }

    private static Stream<Fault> curable() {
        return Stream.of(
                curable(
                        "401 to another token",
                        scene -> scene.senderToken("another"),
                        WAITING,
                        "HTTP 401 \\(is the token or signing key .*",
                        scene -> scene.senderToken(CollectorScene.TOKEN)),
                curable(
                        "401 to another signing key",
                        scene -> scene.senderKey(CollectorScene.OTHER_KEY),
                        WAITING,
                        "HTTP 401 \\(is the token or signing key .*",
                        scene -> scene.senderKey(CollectorScene.KEY)),
                curable(
                        "404 to another path",
                        scene -> scene.path("/ping"),
                        QUARANTINED,
                        "HTTP 404 \\(is the path .*",
                        scene -> scene.path("/pings")),
                curable(
                        "429 to too many from one address",
                        CollectorScene::exhaustTheMinute,
                        WAITING,
                        "HTTP 429",
                        CollectorScene::nextMinute),
                curable(
                        "500 when it cannot store",
                        CollectorScene::hideTheTable,
                        WAITING,
                        "HTTP 500",
                        CollectorScene::showTheTable));
    }

    private static Stream<Fault> forGood() {
        return Stream.of(
                forGood("400 to a key that is not the ping's", CollectorScene::underAnotherKey, "HTTP 400"),
                forGood("413 to more bytes than it takes", CollectorScene::withRandomBytes, "HTTP 413"),
                forGood("413 to a gzip bomb", CollectorScene::withBlanks, "HTTP 413"),
                forGood("422 to what is unlike the schema", scene -> scene.document("{\"week\":46}"), "HTTP 422"),
                forGood("422 to what is not JSON", scene -> scene.document("week 46"), "HTTP 422"),
                forGood("422 to other bytes under a known key", CollectorScene::storeOtherBytes, CONFLICT),
                forGood("422 to another ping for the period", CollectorScene::storeAnotherPing, CONFLICT));
    }

    private static Fault curable(String name, Change trouble, PingState state, String reason, Change cure) {
        return new Fault(name, trouble, state, reason, Optional.of(cure));
    }

    private static Fault forGood(String name, Change trouble, String reason) {
        return new Fault(name, trouble, QUARANTINED, reason, Optional.empty());
    }

    @ParameterizedTest
    @MethodSource("faultsOnBothDatabases")
    void losesNothingAndArrivesOnceIfItCan(TestDatabase database, Fault fault) throws Exception {
        try (CollectorScene scene = CollectorScene.on(database, folder)) {
            fault.trouble.of(scene);
            List<String> before = scene.stored();
            Ping ping = scene.freeze();

            scene.delivery().deliverDue(() -> true);

            assertRefused(scene, ping, fault);
            assertThat(scene.stored()).isEqualTo(before);

            fault.cure.orElse(same -> {}).of(scene);
            scene.test().clock.advance(LATER);
            if (fault.state == QUARANTINED) {
                assertThat(scene.delivery().deliverDue(() -> true).isEmpty()).isTrue();
                assertThat(scene.test().outbox.redrive(ping.pingId())).isTrue();
            }
            scene.delivery().deliverDue(() -> true);

            if (fault.cure.isPresent()) {
                assertArrivedOnce(scene, ping, before);
            } else {
                assertRefused(scene, ping, fault);
                assertThat(scene.stored()).isEqualTo(before);
            }
        }
    }

    private static void assertRefused(CollectorScene scene, Ping ping, Fault fault) {
        assertThat(scene.test().state(ping)).isEqualTo(fault.state);
        assertThat(scene.test().summary(ping).lastReason().orElseThrow().text()).matches(fault.reason);
        assertThat(scene.test().outbox.receipt(ping.pingId())).isEmpty();
        List<Attempt> attempts = scene.test().outbox.attempts(ping.pingId());
        assertThat(attempts.get(attempts.size() - 1)
                        .end()
                        .orElseThrow()
                        .nextAttemptAt()
                        .isPresent())
                .isEqualTo(fault.state == WAITING);
        assertKept(scene, ping);
    }

    private static void assertKept(CollectorScene scene, Ping ping) {
        assertThat(scene.test()
                        .outbox
                        .find(ping.pingId())
                        .orElseThrow()
                        .content()
                        .bytes())
                .isEqualTo(ping.content().bytes());
    }

    private static void assertArrivedOnce(CollectorScene scene, Ping ping, List<String> before) throws Exception {
        assertThat(scene.test().state(ping)).isEqualTo(DELIVERED);
        String receiptId =
                scene.test().outbox.receipt(ping.pingId()).orElseThrow().receiptId();
        assertThat(scene.stored())
                .hasSize(before.size() + 1)
                .first()
                .asString()
                .contains(ping.pingId().toString(), receiptId);
        assertKept(scene, ping);
    }
}
