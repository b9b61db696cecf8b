package io.serviceping.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.serviceping.testing.NextVersion;
import io.serviceping.testing.TestDatabase;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** State of an older version is migrated with its content, and the next run continues from it. */
class OlderStateTest {
    @TempDir
    Path folder;

    @RegisterExtension
    private final EndpointProxy endpoint = EndpointProxy.ofTheClass();

    @ParameterizedTest
    @EnumSource
    void aWaitingPingIsDeliveredByTheNextVersion(TestDatabase kind) throws Exception {
        Installation installation = withAWaitingPing(kind);
        Map<String, Object> ping = installation
                .state()
                .sql("select ping_id, instance_id from outbox_ping where state = 'waiting'")
                .query()
                .singleRow();
        byte[] document = installation.payloadFile(Installation.PERIOD);
        installation.advance(Duration.ofDays(7));
        endpoint.accepts();

        CommandResult result = NextVersion.run(() -> installation.run("run"));

        assertThat(result.exitCode()).as(result.toString()).isZero();
        assertThat(endpoint.pings()).hasSize(2);
        assertThat(endpoint.document(String.valueOf(ping.get("ping_id")))).isEqualTo(document);
        assertThat(installation.count("instance where id = '" + ping.get("instance_id") + "'"))
                .isEqualTo(1);
        assertThat(installation.count("outbox_attempt where ping_id = '" + ping.get("ping_id") + "'"))
                .isEqualTo(2);
        assertThat(installation.count(
                        "outbox_ping where state = 'delivered' and sequence_number <= 2 and next_column = 'next'"))
                .isEqualTo(2);
    }

    @ParameterizedTest
    @EnumSource
    void aStateOfTheNextVersionIsRefusedAndKeepsItsPing(TestDatabase kind) throws Exception {
        Installation installation = withAWaitingPing(kind);
        assertThat(NextVersion.run(() -> installation.run("status")).exitCode()).isZero();
        endpoint.accepts();

        CommandResult result = installation.run("submit");

        assertThat(result.exitCode()).as(result.toString()).isEqualTo(78);
        assertThat(result.err())
                .startsWith("The state database was made by another version of Service Ping")
                .contains("Use the version that wrote it")
                .contains("nothing was changed");
        assertThat(endpoint.pings()).isEmpty();
        assertThat(installation.count("outbox_ping where state = 'waiting'")).isEqualTo(1);
        assertThat(NextVersion.run(() -> installation.run("submit")).exitCode()).isZero();
        assertThat(endpoint.pings()).hasSize(1);
    }

    private Installation withAWaitingPing(TestDatabase kind) {
        Installation installation = Installation.on(TestDatabase.H2, kind, folder)
                .withUsualMetrics()
                .sendingTo(endpoint)
                .inItsOwnTime(1);
        endpoint.answers(503, "Retry-After", "3600");
        assertThat(installation.run("run").exitCode()).isEqualTo(69);
        assertThat(installation.count("outbox_attempt where outcome = 'waiting'"))
                .isEqualTo(1);
        return installation;
    }
}
