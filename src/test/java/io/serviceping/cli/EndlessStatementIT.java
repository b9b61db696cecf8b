package io.serviceping.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.serviceping.state.RunLock;
import io.serviceping.testing.TestDatabase;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

/** The packaged program with statements that H2 cannot cancel: patterns that backtrack without end. */
class EndlessStatementIT {
    private static final String ENDLESS = "select count(*) from notes where regexp_like(text, '(a+)+\\1b')";

    /** Shares a scan; a regular expression does not. */
    private static final String ENDLESS_LIKE = "select count(*) from notes where text like '" + "%a".repeat(12) + "%b'";

    @TempDir
    Path folder;

    @RegisterExtension
    private final EndpointProxy endpoint = EndpointProxy.ofTheClass();

    private Installation installation;

    @BeforeEach
    void openTheEndpoint() {
        installation = Installation.on(TestDatabase.H2, folder)
                .sendingTo(endpoint)
                .metric("notes.endless", ENDLESS)
                .metric("issues.all", "select count(*) from issues");
        installation
                .application()
                .execute(
                        "create table notes (id bigint primary key, text varchar(60))",
                        "insert into notes values (1, '" + "a".repeat(40) + "'), (2, 'b')");
    }

    @Test
    void costsItsMetricAndNothingElse() {
        installation
                .set("collection.statement-timeout", "1s")
                .metric("notes.all", "select count(*) from notes")
                .metric("notes.like", ENDLESS_LIKE);

        CommandResult result = installation.runProgram("run");

        assertThat(result.exitCode()).as(result.err()).isEqualTo(4);
        JsonNode payload = CommandResult.json(endpoint.document(pingId()));
        assertThat(payload.at("/metrics/notes").toString()).isEqualTo("{\"all\":2,\"endless\":null,\"like\":null}");
        assertThat(payload.at("/metrics/issues/all").intValue()).isEqualTo(10);
        JsonNode metrics = payload.at("/collection/metrics");
        assertThat(metrics.at("/notes.endless/status").stringValue()).isEqualTo("timeout");
        assertThat(metrics.at("/notes.like/status").stringValue()).isEqualTo("timeout");
        assertThat(installation.runProgram("run").outLines().get(0)).startsWith("Nothing to do");
    }

    @Test
    void doesNotKeepATerminatedRunFromItsEnd() {
        installation.set("collection.statement-timeout", "1h").set("collection.parallelism", "2");
        try (ProgramRun hanging = installation.startProgram("run")) {
            Await.until(
                    "it has the lock", () -> RunLock.isHeld(installation.home().resolve("state")));
            Await.until("only the endless one is left", () -> scansDone() == 1);
            hanging.terminate();

            assertThat(hanging.end().exitCode()).isEqualTo(143);
        }

        CommandResult next = installation.set("exclude", "[notes.endless]").runProgram("run");

        assertThat(next.exitCode()).as(next.err()).isZero();
        assertThat(endpoint.pings()).hasSize(1);
    }

    @Test
    void doesNotKeepAnOptOutFromItsEffect() {
        installation.set("collection.statement-timeout", "1h").set("collection.parallelism", "2");
        try (ProgramRun hanging = installation.startProgram("run")) {
            Await.until(
                    "it has the lock", () -> RunLock.isHeld(installation.home().resolve("state")));
            Await.until("only the endless one is left", () -> scansDone() == 1);
            installation.run("opt-out");

            assertThat(hanging.end().exitCode()).isZero();
        }
        assertThat(endpoint.received()).isEmpty();
    }

    private String pingId() {
        return endpoint.pings().get(0).get("ping_id").stringValue();
    }

    private int scansDone() {
        return installation
                .run("status", "--json")
                .json()
                .at("/running/scans_done")
                .asInt(0);
    }
}
