package io.serviceping.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.serviceping.testing.TestDatabase;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;

/** Runs that cannot begin: the exit code and the message, and that nothing was queried, frozen or sent. */
class RefusalsTest {
    @TempDir
    Path folder;

    @RegisterExtension
    private final EndpointProxy endpoint = EndpointProxy.ofTheClass();

    private Installation installation(TestDatabase kind) {
        return Installation.on(kind, folder).withUsualMetrics().sendingTo(endpoint);
    }

    @ParameterizedTest
    @EnumSource(TestDatabase.class)
    void tellsOfTheConfigurationWhenThereIsNoSuchApplicationDatabase(TestDatabase kind) {
        Installation installation = installation(kind);
        String url = installation.application().jdbc();
        installation.set(
                "databases.main.url",
                kind == TestDatabase.H2 ? url.replace("/db;", "/gone;") : url.replaceFirst("test_\\d+$", "gone"));

        CommandResult result = installation.run("run");

        assertThat(result.exitCode()).isEqualTo(78);
        assertThat(result.out()).isEmpty();
        assertThat(result.errLines())
                .singleElement()
                .asString()
                .startsWith("The application database 'main' cannot be reached: ")
                .endsWith("(url, username, password-file). Nothing was counted.");
        assertThat(installation.count("outbox_ping")).isZero();
        assertThat(endpoint.received()).isEmpty();

        installation.set("databases.main.url", url);
        assertThat(installation.run("run").exitCode()).isZero();
        assertThat(endpoint.pings()).hasSize(1);
    }

    @Test
    void triesAgainLaterWhenNobodyListensWhereTheApplicationDatabaseWas() {
        Installation installation = installation(TestDatabase.H2);
        int port;
        try (UncalledPort silence = new UncalledPort()) {
            port = silence.port();
        }

        CommandResult result = installation.run(
                "run", "--service-ping.databases.main.url=jdbc:postgresql://127.0.0.1:" + port + "/app");

        assertThat(result.exitCode()).isEqualTo(75);
        assertThat(result.errLines()).singleElement().asString().contains("cannot be reached");
    }

    @Test
    void freezesNothingWhenTheApplicationDatabaseGoesAwayInTheMiddle() {
        Probe.reset();
        Installation installation = installation(TestDatabase.H2)
                .set("databases.other.url", "jdbc:h2:file:" + folder.resolve("gone"))
                .metric("counts.other", "select count(*) from things", "database: other");

        CommandResult result = installation.run("run");

        assertThat(result.exitCode()).isEqualTo(78);
        assertThat(result.err()).contains("The application database 'other' cannot be reached");
        assertThat(installation.count("outbox_ping")).isZero();
        assertThat(endpoint.received()).isEmpty();
    }

    @ParameterizedTest
    @EnumSource(TestDatabase.class)
    void endsWithAPermissionProblemWhenThePasswordIsWrong(TestDatabase kind) {
        Installation installation = installation(kind);
        // The embedded server accepts any password of its superuser, so the test uses a user that does not exist.
        installation.set("databases.main.username", "nobody").set("databases.main.password", "wrong-secret");

        CommandResult result = installation.run("run");

        assertThat(result.exitCode()).isEqualTo(77);
        assertThat(result.errLines())
                .singleElement()
                .asString()
                .startsWith("The application database 'main' refuses our user name or password: ")
                .doesNotContain("wrong-secret");
        assertThat(installation.count("outbox_ping")).isZero();
    }

    @ParameterizedTest
    @ValueSource(strings = {"run", "submit"})
    void asksForTheEndpointBeforeAnythingElse(String command) {
        Installation installation = installation(TestDatabase.H2).unset("endpoint.url");

        CommandResult result = installation.run(command);

        assertThat(result.exitCode()).isEqualTo(78);
        assertThat(result.errLines()).singleElement().asString().startsWith("service-ping.endpoint.url is not set");
        assertThat(installation.home().resolve("state/service-ping.mv.db")).doesNotExist();
    }

    @Test
    void listsEveryProblemOfTheConfigurationAndConnectsNowhere() {
        try (UncalledPort database = new UncalledPort()) {
            Installation installation = installation(TestDatabase.H2)
                    .set("databases.main.url", "jdbc:postgresql://127.0.0.1:" + database.port() + "/app")
                    .set("colection.parallelism", "4")
                    .set("collection.max-load", "7");

            CommandResult result = installation.run("run");

            assertThat(result.exitCode()).isEqualTo(78);
            assertThat(result.out()).isEmpty();
            assertThat(result.err())
                    .contains("service-ping.colection.parallelism: ")
                    .contains("service-ping.collection.max-load: ")
                    .contains("2 problems in the configuration; nothing was queried or sent.");
            assertThat(database.visitors()).isZero();
        }
    }

    @Test
    void listsEveryProblemOfTheDefinitionsAndQueriesNothing() {
        try (UncalledPort database = new UncalledPort()) {
            Installation installation = installation(TestDatabase.H2)
                    .set("databases.main.url", "jdbc:postgresql://127.0.0.1:" + database.port() + "/app")
                    .metric("bad.write", "delete from issues")
                    .metric("bad.type", "select 1 from issues", "value_type: nummer");

            CommandResult result = installation.run("run");

            assertThat(result.exitCode()).isEqualTo(78);
            assertThat(result.err())
                    .contains("bad.write.yml:9: bad.write: ")
                    .contains("bad.type.yml:4: bad.type: ")
                    .contains("2 problems in the definitions; nothing was queried or sent.");
            assertThat(database.visitors()).isZero();
            assertThat(endpoint.received()).isEmpty();
        }
    }

    /** The database may support such SQL, so this is no error in the definition. */
    @ParameterizedTest
    @EnumSource(TestDatabase.class)
    void leavesAMetricOutWhoseSqlIsMoreThanIsTaken(TestDatabase kind) {
        Installation installation = installation(kind)
                .metric("large.deep", "select count(*) from issues where id = 0" + " or id = 1".repeat(1500))
                .metric(
                        "large.window",
                        "select count(*) from issues where " + "(".repeat(300) + "id = 0" + ")".repeat(300),
                        "time_frame: 7d",
                        "timestamp_column: created_at")
                .metric("large.long", "select count(*) from issues where id in (0" + ", 1".repeat(10_000) + ")")
                .metric("large.signs", "select count(*) from issues where '" + "[".repeat(11_000) + "' = ''")
                .metric(
                        "large.broken",
                        "select 1" + " + 1".repeat(500),
                        "status: broken",
                        "repair_url: https://example.com/1")
                .metric("right.all", "select count(*) from issues");

        CommandResult validated = installation.run("validate");
        assertThat(validated.exitCode()).isEqualTo(78);
        assertThat(validated.err())
                .contains("config/metrics/large.deep.yml:9: large.deep: sql: is nested too deeply: ")
                .contains("large.window: sql: is nested too deeply: ")
                .contains("large.long: sql: is too long: ")
                .contains("large.signs: sql: is too long: ")
                .contains("large.broken: sql: is nested too deeply: ");
        assertThat(installation.run("plan").out()).contains("left out: large.deep (all): sql: is nested too deeply: ");
        assertThat(installation.run("preview").exitCode()).isZero();

        CommandResult result = installation.run("run");

        assertThat(result.exitCode()).isEqualTo(4);
        assertThat(result.err()).contains("large.deep").contains("is nested too deeply: ");
        JsonNode payload = CommandResult.json(installation.payloadFile(Installation.PERIOD));
        assertThat(payload.at("/metrics/right/all").intValue()).isEqualTo(10);
        assertThat(payload.at("/metrics/large/deep").isNull()).isTrue();
        assertThat(payload.toString())
                .contains("\"status\":\"error\",\"reason\":\"has more SQL than is taken\"")
                .contains("broken until it is repaired");
    }

    @Test
    void leavesAStateDatabaseThatIsNoDatabaseAlone() {
        Installation installation =
                installation(TestDatabase.H2).write("state/service-ping.mv.db", "this is not a database");

        CommandResult result = installation.run("run");

        assertThat(result.exitCode()).isIn(75, 78);
        assertThat(result.errLines()).last().asString().startsWith("The state database ");
        assertThat(installation.home().resolve("state/service-ping.mv.db")).hasContent("this is not a database");
    }

    @Test
    void triesAgainLaterWhenTheStateDatabaseCannotBeReached() {
        Installation installation = installation(TestDatabase.H2);
        int port;
        try (UncalledPort silence = new UncalledPort()) {
            port = silence.port();
        }

        CommandResult result =
                installation.run("run", "--service-ping.state.url=jdbc:postgresql://127.0.0.1:" + port + "/state");

        assertThat(result.exitCode()).isEqualTo(75);
        assertThat(result.errLines()).singleElement().asString().startsWith("The state database cannot be reached");
    }

    @Test
    void saysWhatIsWrongWithAnEmptyFolder() {
        Installation installation = Installation.on(TestDatabase.H2, folder);

        CommandResult result =
                installation.runAsTyped("--home", folder.resolve("nowhere").toString(), "run");

        assertThat(result.exitCode()).isEqualTo(78);
        assertThat(result.err()).contains("is required, and there is no file").doesNotContain("defect");
        assertThat(folder.resolve("nowhere")).doesNotExist();
    }
}
