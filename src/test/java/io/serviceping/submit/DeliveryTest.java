package io.serviceping.submit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.serviceping.outbox.Attempt;
import io.serviceping.outbox.Claim;
import io.serviceping.outbox.Ping;
import io.serviceping.outbox.PingState;
import io.serviceping.outbox.Reason;
import io.serviceping.submit.http.CredentialException;
import io.serviceping.submit.http.Endpoint;
import io.serviceping.submit.http.RawEndpoint;
import io.serviceping.submit.http.TestEndpoint;
import io.serviceping.submit.http.Transport;
import io.serviceping.testing.TestDatabase;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.springframework.transaction.support.TransactionTemplate;

class DeliveryTest {
    @ParameterizedTest
    @EnumSource(TestDatabase.class)
    void deliversOldestFirstAndThenHasNothingToDo(TestDatabase database) throws Exception {
        TestDelivery delivery = new TestDelivery(database);
        Ping first = delivery.test.frozen(45);
        Ping second = delivery.test.frozen(46);
        try (TestEndpoint endpoint = new TestEndpoint()) {
            Delivery runs = delivery.to(endpoint.url());
            DeliveryReport report = runs.deliverDue(() -> true);
            assertThat(report.isAllDelivered()).isTrue();
            assertThat(report.of(PingResult.Delivered.class))
                    .extracting(PingResult.Delivered::pingId)
                    .containsExactly(first.pingId(), second.pingId());
            assertThat(runs.deliverDue(() -> true).isEmpty()).isTrue();
            assertThat(endpoint.received).hasSize(2);
        }
        assertThat(delivery.test.outbox.receipt(second.pingId()).orElseThrow().receiptId())
                .isEqualTo("r-42");
    }

    @ParameterizedTest
    @EnumSource(TestDatabase.class)
    void pausesBetweenTriesAndDeliversWhenTheEndpointRecovers(TestDatabase database) throws Exception {
        TestDelivery delivery = new TestDelivery(database);
        Ping ping = delivery.test.frozen(46);
        try (TestEndpoint endpoint = new TestEndpoint().then(503).then(429, "Retry-After", "7")) {
            assertThat(delivery.to(endpoint.url()).deliverDue(() -> true).isAllDelivered())
                    .isTrue();
        }
        assertThat(delivery.pauses).containsExactly(Duration.ofMillis(500), Duration.ofSeconds(7));
        assertThat(delivery.test.outbox.attempts(ping.pingId()))
                .extracting(attempt -> attempt.end().orElseThrow().outcome())
                .containsExactly(Attempt.Outcome.WAITING, Attempt.Outcome.WAITING, Attempt.Outcome.DELIVERED);
    }

    @ParameterizedTest
    @EnumSource(TestDatabase.class)
    void waitsForTheNextRunAfterItsTriesAndLongerEachTime(TestDatabase database) throws Exception {
        TestDelivery delivery = new TestDelivery(database);
        Ping ping = delivery.test.frozen(46);
        try (TestEndpoint endpoint = new TestEndpoint()) {
            for (int i = 0; i < 6; i++) {
                endpoint.then(503);
            }
            Delivery runs = delivery.to(endpoint.url());
            runs.deliverDue(() -> true);
            Instant due = delivery.test.summary(ping).nextAttemptAt().orElseThrow();
            assertThat(Duration.between(delivery.test.clock.instant(), due)).isBetween(min(44), min(45));
            assertThat(runs.deliverDue(() -> true).isEmpty()).isTrue();
            assertThat(runs.deliverQueued(any -> true, () -> true).of(PingResult.Waiting.class))
                    .hasSize(1);
            due = delivery.test.summary(ping).nextAttemptAt().orElseThrow();
            assertThat(Duration.between(delivery.test.clock.instant(), due)).isBetween(min(89), min(90));
            delivery.test.clock.advance(min(91));
            assertThat(runs.deliverDue(() -> true).isAllDelivered()).isTrue();
            assertThat(endpoint.received).hasSize(7);
        }
    }

    private static Duration min(int minutes) {
        return Duration.ofMinutes(minutes);
    }

    @ParameterizedTest
    @EnumSource(TestDatabase.class)
    void takesALongRetryAfterToTheOutboxInsteadOfSleeping(TestDatabase database) throws Exception {
        TestDelivery delivery = new TestDelivery(database);
        Ping hour = delivery.test.frozen(45);
        try (TestEndpoint endpoint = new TestEndpoint()
                .then(503, "Retry-After", "Mon, 16 Nov 2026 07:01:00 GMT")
                .then(429, "Retry-After", "99999999")) {
            Delivery runs = delivery.to(endpoint.url());
            runs.deliverDue(() -> true);
            assertThat(delivery.test.summary(hour).nextAttemptAt()).contains(Instant.parse("2026-11-16T07:01:00Z"));
            delivery.test.clock.advance(Duration.ofHours(1));
            Instant now = delivery.test.clock.instant();
            runs.deliverDue(() -> true);
            assertThat(Duration.between(
                            now, delivery.test.summary(hour).nextAttemptAt().orElseThrow()))
                    .isBetween(Duration.ofHours(23), Duration.ofHours(24));
            assertThat(endpoint.received).hasSize(2);
        }
        assertThat(delivery.pauses).isEmpty();
    }

    @ParameterizedTest
    @EnumSource(TestDatabase.class)
    void beginsNoFurtherTryPastItsTimeLimit(TestDatabase database) throws Exception {
        TestDelivery delivery = new TestDelivery(database);
        delivery.timeLimit = Duration.ofMillis(700);
        Ping first = delivery.test.frozen(45);
        Ping second = delivery.test.frozen(46);
        try (TestEndpoint endpoint = new TestEndpoint().then(500).then(500)) {
            DeliveryReport report = delivery.to(endpoint.url()).deliverDue(() -> true);

            assertThat(delivery.pauses).containsExactly(Duration.ofMillis(500));
            assertThat(endpoint.received).hasSize(2);
            assertThat(report.of(PingResult.Waiting.class)).hasSize(1);
            assertThat(delivery.test.state(first)).isEqualTo(PingState.WAITING);
            assertThat(delivery.test.state(second)).isEqualTo(PingState.FROZEN);
        }
    }

    @ParameterizedTest
    @EnumSource(TestDatabase.class)
    void leavesThePingsBehindAsTheyAreWhenTheTimeIsUp(TestDatabase database) throws Exception {
        TestDelivery delivery = new TestDelivery(database);
        delivery.timeLimit = Duration.ofMillis(400);
        Ping first = delivery.test.frozen(45);
        Ping second = delivery.test.frozen(46);
        try (TestEndpoint endpoint = new TestEndpoint()) {
            DeliveryReport report = delivery.to(endpoint.url()).deliverDue(() -> {
                delivery.test.clock.advance(Duration.ofMillis(400));
                return true;
            });

            assertThat(endpoint.received).hasSize(1);
            assertThat(report.of(PingResult.Untouched.class))
                    .containsExactly(new PingResult.Untouched(second.pingId()));
        }
        assertThat(delivery.test.state(first)).isEqualTo(PingState.DELIVERED);
        assertThat(delivery.test.state(second)).isEqualTo(PingState.FROZEN);
    }

    @ParameterizedTest
    @EnumSource(TestDatabase.class)
    void probesWithTheOldestThatIsDueAlone(TestDatabase database) throws Exception {
        TestDelivery delivery = new TestDelivery(database);
        Ping first = delivery.test.frozen(45);
        delivery.test.frozen(46);
        try (TestEndpoint endpoint = new TestEndpoint()) {
            DeliveryReport report = delivery.to(endpoint.url()).probe(() -> true);

            assertThat(report.results()).extracting(PingResult::pingId).containsExactly(first.pingId());
            assertThat(endpoint.received).hasSize(1);
        }
    }

    @ParameterizedTest
    @EnumSource(TestDatabase.class)
    void stopsBeforeTheSecondPingWhenTheAdminOptsOutDuringTheFirst(TestDatabase database) throws Exception {
        TestDelivery delivery = new TestDelivery(database);
        delivery.test.frozen(44);
        Ping second = delivery.test.frozen(45);
        Ping third = delivery.test.frozen(46);
        try (TestEndpoint endpoint = new TestEndpoint()) {
            DeliveryReport report = delivery.to(endpoint.url()).deliverDue(() -> endpoint.received.isEmpty());
            assertThat(endpoint.received).hasSize(1);
            assertThat(report.isStoppedByOptOut()).isTrue();
            assertThat(report.of(PingResult.Delivered.class)).hasSize(1);
            assertThat(report.of(PingResult.NotAllowed.class))
                    .containsExactly(
                            new PingResult.NotAllowed(second.pingId()), new PingResult.NotAllowed(third.pingId()));
        }
        assertThat(delivery.test.state(second)).isEqualTo(PingState.FROZEN);
        assertThat(delivery.test.outbox.attempts(second.pingId())).isEmpty();
    }

    @ParameterizedTest
    @EnumSource(TestDatabase.class)
    void stopsBeforeTheSecondTryWhenTheAdminOptsOutDuringThePause(TestDatabase database) throws Exception {
        TestDelivery delivery = new TestDelivery(database);
        Ping ping = delivery.test.frozen(46);
        try (TestEndpoint endpoint = new TestEndpoint().then(503)) {
            DeliveryReport report = delivery.to(endpoint.url()).deliverDue(() -> delivery.pauses.isEmpty());
            assertThat(endpoint.received).hasSize(1);
            assertThat(report.results()).containsExactly(new PingResult.NotAllowed(ping.pingId()));
        }
        assertThat(delivery.test.state(ping)).isEqualTo(PingState.WAITING);
    }

    @ParameterizedTest
    @EnumSource(TestDatabase.class)
    void sendsTheSameBytesAndKeyAfterACrashBetweenTheEndpointsCommitAndOurReceipt(TestDatabase database)
            throws Exception {
        TestDelivery delivery = new TestDelivery(database);
        Ping ping = delivery.test.frozen(46);
        try (TestEndpoint endpoint = new TestEndpoint()) {
            Claim claim = delivery.test.claimed(ping);
            Transport killed = new Transport(
                    new Endpoint(endpoint.url(), Optional.empty(), TestDelivery.PATIENT, TestDelivery.PATIENT),
                    "1.2.3");
            killed.send(claim, killed.credentials(), () -> true);
            assertThat(delivery.to(endpoint.url()).deliverDue(() -> true).isAllDelivered())
                    .isTrue();
            assertThat(endpoint.received).hasSize(2);
            assertThat(endpoint.received.get(1).body())
                    .isEqualTo(endpoint.received.get(0).body());
            assertThat(endpoint.received.get(1).pingId())
                    .isEqualTo(endpoint.received.get(0).pingId());
        }
        assertThat(delivery.test.outbox.attempts(ping.pingId()))
                .extracting(attempt -> attempt.end().orElseThrow().outcome())
                .containsExactly(Attempt.Outcome.ABANDONED, Attempt.Outcome.DELIVERED);
    }

    @ParameterizedTest
    @EnumSource(TestDatabase.class)
    void goesOnAfterAQuarantinedPingAndBringsItBackOnRequestOnly(TestDatabase database) throws Exception {
        TestDelivery delivery = new TestDelivery(database);
        Ping refused = delivery.test.frozen(45);
        Ping second = delivery.test.frozen(46);
        try (TestEndpoint endpoint = new TestEndpoint().then(422)) {
            Delivery runs = delivery.to(endpoint.url());
            runs.deliverDue(() -> true);
            assertThat(delivery.test.state(second)).isEqualTo(PingState.DELIVERED);
            assertThat(runs.deliverQueued(any -> true, () -> true).isEmpty()).isTrue();
            assertThat(delivery.test.outbox.redrive(refused.pingId())).isTrue();
            assertThat(runs.deliverDue(() -> true).isAllDelivered()).isTrue();
        }
    }

    @ParameterizedTest
    @EnumSource(TestDatabase.class)
    void leavesTheRestAloneWhenTheEndpointIsGone(TestDatabase database) throws Exception {
        TestDelivery delivery = new TestDelivery(database);
        Ping held = delivery.test.frozen(45);
        Ping second = delivery.test.frozen(46);
        try (TestEndpoint endpoint = new TestEndpoint().then(410)) {
            Delivery runs = delivery.to(endpoint.url());
            DeliveryReport report = runs.deliverDue(() -> true);
            assertThat(report.results())
                    .containsExactly(
                            new PingResult.Held(
                                    held.pingId(), Reason.http(410, "").saying("{\"error\":\"no\"}")),
                            new PingResult.Untouched(second.pingId()));
            assertThat(endpoint.received).hasSize(1);
            assertThat(delivery.test.outbox.redrive(held.pingId())).isTrue();
            assertThat(runs.deliverDue(() -> true).of(PingResult.Delivered.class))
                    .hasSize(2);
        }
    }

    @ParameterizedTest
    @EnumSource(TestDatabase.class)
    void doesNotLetOnePingsConflictBlockThoseBehindIt(TestDatabase database) throws Exception {
        TestDelivery delivery = new TestDelivery(database);
        Ping stuck = delivery.test.frozen(45);
        Ping second = delivery.test.frozen(46);
        try (TestEndpoint endpoint = new TestEndpoint().then(409).then(409).then(409)) {
            delivery.to(endpoint.url()).deliverDue(() -> true);
        }
        assertThat(delivery.test.state(stuck)).isEqualTo(PingState.WAITING);
        assertThat(delivery.test.state(second)).isEqualTo(PingState.DELIVERED);
    }

    @ParameterizedTest
    @EnumSource(TestDatabase.class)
    void quarantinesDamagedBytesUnsent(TestDatabase database) throws Exception {
        TestDelivery delivery = new TestDelivery(database);
        Ping ping = delivery.test.frozen(46);
        delivery.test.url.execute("update outbox_ping set digest = 'sha-256=:AA==:'");
        try (TestEndpoint endpoint = new TestEndpoint()) {
            delivery.to(endpoint.url()).deliverDue(() -> true);
            assertThat(endpoint.received).isEmpty();
        }
        assertThat(delivery.test.state(ping)).isEqualTo(PingState.QUARANTINED);
    }

    @ParameterizedTest
    @EnumSource(TestDatabase.class)
    void readsTheTokenAnewForEachPing(TestDatabase database, @TempDir Path folder) throws Exception {
        TestDelivery delivery = new TestDelivery(database);
        delivery.test.frozen(45);
        delivery.test.frozen(46);
        Path token = Files.writeString(folder.resolve("token"), "  first\n");
        Files.setPosixFilePermissions(token, PosixFilePermissions.fromString("rw-r-----"));
        try (TestEndpoint endpoint = new TestEndpoint()) {
            endpoint.then(request -> {
                try {
                    Files.writeString(token, "second");
                } catch (java.io.IOException e) {
                    throw new java.io.UncheckedIOException(e);
                }
                return TestEndpoint.receipt(request);
            });
            delivery.to(endpoint.url(), token).deliverDue(() -> true);
            assertThat(endpoint.received)
                    .extracting(request -> request.header("Authorization"))
                    .containsExactly("Bearer first", "Bearer second");
        }
    }

    @ParameterizedTest
    @EnumSource(TestDatabase.class)
    void makesNoAttemptWithoutAUsableToken(TestDatabase database, @TempDir Path folder) throws Exception {
        TestDelivery delivery = new TestDelivery(database);
        Ping ping = delivery.test.frozen(46);
        try (TestEndpoint endpoint = new TestEndpoint()) {
            Delivery run = delivery.to(endpoint.url(), folder.resolve("missing"));
            assertThatThrownBy(() -> run.deliverDue(() -> true)).isInstanceOf(CredentialException.class);
            assertThat(endpoint.received).isEmpty();
        }
        assertThat(delivery.test.state(ping)).isEqualTo(PingState.FROZEN);
        assertThat(delivery.test.outbox.attempts(ping.pingId())).isEmpty();
    }

    @ParameterizedTest
    @EnumSource(TestDatabase.class)
    void hangsUpAndKeepsThePingDueWhenInterrupted(TestDatabase database) throws Exception {
        TestDelivery delivery = new TestDelivery(database);
        Ping ping = delivery.test.frozen(45);
        Ping second = delivery.test.frozen(46);
        CountDownLatch requested = new CountDownLatch(1);
        CompletableFuture<DeliveryReport> report = new CompletableFuture<>();
        AtomicBoolean stillInterrupted = new AtomicBoolean();
        try (RawEndpoint endpoint = new RawEndpoint((connection, closing) -> {
            requested.countDown();
            closing.await();
        })) {
            Delivery run = delivery.to(endpoint.url());
            Thread thread = new Thread(() -> {
                report.complete(run.deliverDue(() -> true));
                stillInterrupted.set(Thread.currentThread().isInterrupted());
            });
            thread.start();
            requested.await();
            thread.interrupt();
            thread.join();
        }
        assertThat(stillInterrupted).isTrue();
        assertThat(report.join().of(PingResult.Untouched.class))
                .containsExactly(new PingResult.Untouched(second.pingId()));
        assertThat(delivery.test.summary(ping).isDue(delivery.test.clock.instant()))
                .isTrue();
        assertThat(delivery.test.summary(ping).lastReason()).contains(Reason.of("the run was interrupted"));
    }

    @ParameterizedTest
    @EnumSource(TestDatabase.class)
    void endsTheRunWhenInterruptedDuringAPause(TestDatabase database) throws Exception {
        TestDelivery delivery = new TestDelivery(database);
        Ping ping = delivery.test.frozen(45);
        delivery.test.frozen(46);
        delivery.pause = duration -> {
            throw new InterruptedException();
        };
        try (TestEndpoint endpoint = new TestEndpoint().then(503)) {
            DeliveryReport report = delivery.to(endpoint.url()).deliverDue(() -> true);
            assertThat(Thread.interrupted()).isTrue();
            assertThat(report.of(PingResult.Waiting.class))
                    .extracting(PingResult.Waiting::pingId)
                    .containsExactly(ping.pingId());
            assertThat(endpoint.received).hasSize(1);
        }
    }

    @ParameterizedTest
    @EnumSource(TestDatabase.class)
    void refusesToSendInsideATransaction(TestDatabase database) throws Exception {
        TestDelivery delivery = new TestDelivery(database);
        delivery.test.frozen(46);
        try (TestEndpoint endpoint = new TestEndpoint()) {
            Delivery run = delivery.to(endpoint.url());
            TransactionTemplate transaction = new TransactionTemplate(delivery.test.transactions);
            assertThatThrownBy(() -> transaction.execute(status -> run.deliverDue(() -> true)))
                    .isInstanceOf(IllegalStateException.class);
            assertThat(endpoint.received).isEmpty();
        }
    }

    @ParameterizedTest
    @EnumSource(TestDatabase.class)
    void endsTheRunWhenTheConnectionIsRefused(TestDatabase database) throws Exception {
        TestDelivery delivery = new TestDelivery(database);
        Ping first = delivery.test.frozen(45);
        Ping second = delivery.test.frozen(46);
        URI nobody;
        try (ServerSocket socket = new ServerSocket(0)) {
            nobody = URI.create("http://127.0.0.1:" + socket.getLocalPort() + "/");
        }
        DeliveryReport report = delivery.to(nobody).deliverDue(() -> true);
        assertThat(report.of(PingResult.Waiting.class))
                .extracting(PingResult.Waiting::reason)
                .containsExactly(Reason.of("connection refused"));
        assertThat(report.of(PingResult.Untouched.class)).containsExactly(new PingResult.Untouched(second.pingId()));
        assertThat(delivery.test.state(first)).isEqualTo(PingState.WAITING);
        assertThat(delivery.test.outbox.attempts(second.pingId())).isEmpty();
        assertThat(delivery.test.state(second)).isEqualTo(PingState.FROZEN);
    }
}
