package io.serviceping.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.serviceping.testing.TestDatabase;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import tools.jackson.databind.JsonNode;

/** An endpoint that fails day after day gets one probe a day and no other request. */
class BreakerRunsTest {
    @TempDir
    Path folder;

    @RegisterExtension
    private final EndpointProxy endpoint = EndpointProxy.ofTheClass();

    private Installation installation(TestDatabase kind) {
        return Installation.on(kind, folder)
                .withUsualMetrics()
                .sendingTo(endpoint)
                .set("outbox.breaker-after", "2");
    }

    private void failTwice(Installation installation) {
        endpoint.answersTryLater();
        installation.run("run");
        installation.advance(Duration.ofHours(2));
        installation.run("run");
        installation.advance(Duration.ofHours(2));
    }

    @ParameterizedTest
    @EnumSource(TestDatabase.class)
    void sendsNothingMoreAfterTooManyFailedRunsUntilTheNextProbe(TestDatabase kind) {
        Installation installation = installation(kind);
        failTwice(installation);

        CommandResult left = installation.run("run");
        CommandResult due = installation.run("submit", "--due");

        assertThat(endpoint.received()).hasSize(2);
        assertThat(left.exitCode()).isEqualTo(69);
        assertThat(left.err())
                .contains("The endpoint has failed too often and is probed again from 2026-11-17T04:00:00")
                .contains("'submit' sends it at once");
        assertThat(due.exitCode()).isEqualTo(69);
    }

    @ParameterizedTest
    @EnumSource(TestDatabase.class)
    void probesOnceADayAndDeliversEverythingWhenTheProbeGetsThrough(TestDatabase kind) {
        Installation installation = installation(kind);
        failTwice(installation);
        installation.run("run", "--no-submit", "--period", "2026-W45");
        installation.advance(Duration.ofHours(20));

        installation.run("run");
        installation.run("run");
        assertThat(endpoint.received()).hasSize(3);
        endpoint.accepts();
        installation.advance(Duration.ofHours(20));
        CommandResult back = installation.run("run");

        assertThat(back.exitCode()).isZero();
        assertThat(endpoint.pings()).hasSize(2);
        assertThat(installation
                        .run("status", "--json")
                        .json()
                        .at("/breaker/state")
                        .stringValue())
                .isEqualTo("closed");
    }

    @Test
    void triesAtOnceWhenToldToByHand() {
        Installation installation = installation(TestDatabase.H2);
        failTwice(installation);
        endpoint.accepts();

        CommandResult result = installation.run("submit");

        assertThat(result.exitCode()).isZero();
        assertThat(installation.count("outbox_breaker")).isZero();
    }

    @ParameterizedTest
    @EnumSource(TestDatabase.class)
    void tellsSinceWhenAndUntilWhen(TestDatabase kind) {
        Installation installation = installation(kind);
        endpoint.answersTryLater();
        installation.run("run");
        assertThat(installation.run("status").outLines()).contains("endpoint   took nothing in the last 1 run");
        installation.advance(Duration.ofHours(2));
        installation.run("run");

        CommandResult text = installation.run("status");
        JsonNode breaker = installation.run("status", "--json").json().get("breaker");

        assertThat(text.out())
                .contains("endpoint   left in peace since 2026-11-16T08:00:00.123456Z after 2 runs in vain; one probe a"
                        + " day, the next from 2026-11-17T04:00:00.123456Z on; 'submit' tries at once");
        assertThat(breaker.get("state").stringValue()).isEqualTo("open");
        assertThat(breaker.get("failed_runs").intValue()).isEqualTo(2);
        assertThat(breaker.get("open_since").stringValue()).isEqualTo("2026-11-16T08:00:00.123456Z");
        assertThat(breaker.get("next_probe_at").stringValue()).isEqualTo("2026-11-17T04:00:00.123456Z");
    }

    @Test
    void doesNotTakeARefusalOfOnePingForAFailingEndpoint() {
        Installation installation = installation(TestDatabase.H2);
        endpoint.answers(400);
        for (int week = 0; week < 3; week++) {
            installation.run("run");
            installation.advance(Duration.ofDays(7));
        }

        assertThat(endpoint.received()).hasSize(3);
        assertThat(installation.count("outbox_breaker")).isZero();
    }
}
