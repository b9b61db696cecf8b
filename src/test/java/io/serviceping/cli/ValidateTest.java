package io.serviceping.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.serviceping.testing.TestDatabase;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class ValidateTest {
    @TempDir
    Path folder;

    @BeforeEach
    void forgetProbes() {
        Probe.reset();
    }

    @Test
    void saysHowManyMetricsAreValid() {
        CommandResult result =
                Installation.on(TestDatabase.H2, folder).withUsualMetrics().run("validate");

        assertThat(result.exitCode()).isZero();
        assertThat(result.errLines())
                .containsExactly(
                        "Warning: the user of database 'main' is, by its name, an administrator of H2, who may read"
                                + " and write files through SQL: use one who may only read (create user, grant select).");
        assertThat(result.outLines()).containsExactly("Valid: 6 metrics.");
    }

    @Test
    void reportsEveryProblemOfEveryFileAtOnce() {
        Installation site = Installation.on(TestDatabase.H2, folder)
                .withUsualMetrics()
                .metric("bad.write", "delete from issues")
                .metric("bad.window", "select count(*) from issues", "time_frame: 7d")
                .definition("bad_yaml", "key_path: [\n");

        CommandResult result = site.run("validate");

        assertThat(result.exitCode()).isEqualTo(78);
        assertThat(result.out()).isEmpty();
        assertThat(result.err())
                .contains("config/metrics/bad.write.yml:9: bad.write: ")
                .contains("config/metrics/bad.window.yml:")
                .contains("config/metrics/bad_yaml.yml:")
                .endsWith(" problems.\n");
    }

    /** No definition makes a run or a plan end with the exit code of a defect. */
    @ParameterizedTest
    @ValueSource(strings = {"validate", "plan", "preview", "run --no-submit"})
    void tellsWhichSelectHasNoPlaceForItsWindow(String command) {
        CommandResult result = Installation.on(TestDatabase.H2, folder)
                .withUsualMetrics()
                .metric(
                        "bad.window",
                        "select count(*) from issues where id > 0 optimize for 3 rows",
                        "time_frame: [7d, 28d]",
                        "timestamp_column: created_at")
                .run(command.split(" "));

        assertThat(result.exitCode()).as(result.err()).isEqualTo(78);
        assertThat(result.errLines())
                .filteredOn(line -> !line.startsWith("Warning: "))
                .hasSize(2)
                .first()
                .asString()
                .matches("config/metrics/bad\\.window\\.yml:\\d+: bad\\.window: sql: cannot take the window .*");
    }

    @Test
    void reportsTheConfigurationsProblemsToo() {
        Installation site =
                Installation.on(TestDatabase.H2, folder).withUsualMetrics().set("collection.parallelism", "many");

        CommandResult result = site.run("validate");

        assertThat(result.exitCode()).isEqualTo(78);
        assertThat(result.errLines())
                .hasSize(2)
                .first()
                .asString()
                .contains("service-ping.collection.parallelism: ")
                .contains("but was 'many'");
        assertThat(result.err()).endsWith("1 problem.\n");
    }

    @Test
    void neitherAsksADatabaseNorMakesOneWithoutBeingTold() {
        try (UncalledPort database = new UncalledPort()) {
            Installation site = Installation.on(TestDatabase.H2, folder)
                    .withUsualMetrics()
                    .set("databases.main.url", "jdbc:postgresql://127.0.0.1:" + database.port() + "/app");

            assertThat(site.run("validate").exitCode()).isZero();
            assertThat(database.visitors()).isZero();
            assertThat(site.home().resolve("state")).doesNotExist();
        }
    }

    @ParameterizedTest
    @EnumSource(TestDatabase.class)
    void findsWithTheDatabaseWhatOnlyTheDatabaseKnows(TestDatabase kind) {
        Installation site = Installation.on(kind, folder)
                .withUsualMetrics()
                .metric("bad.table", "select count(*) from lost_table")
                .metric("bad.type", "select title from issues where id = 1")
                .metric("bad.columns", "select 1, 2 from issues where id = 1");

        CommandResult result = site.run("validate", "--database");

        assertThat(result.exitCode()).isEqualTo(78);
        assertThat(result.err())
                .containsPattern(
                        "(?i)config/metrics/bad.table.yml:1: bad\\.table: .*lost_table.* \\(SQL state 42\\w+\\)\n")
                .contains("config/metrics/bad.type.yml:1: bad.type: value_type is number but the query returns ")
                .contains("bad.columns: the query returns 2 columns where value_type number takes 1\n")
                .endsWith("3 problems.\n");
    }

    @ParameterizedTest
    @EnumSource(TestDatabase.class)
    void saysOnceOfADefinitionWhatIsWrongWithAllItsTimeFrames(TestDatabase kind) {
        Installation site = Installation.on(kind, folder)
                .metric(
                        "bad.latest",
                        "select max(created_at) from issues",
                        "value_type: string",
                        "time_frame: [all, 28d, 7d]",
                        "timestamp_column: created_at");

        CommandResult result = site.run("validate", "--database");

        assertThat(result.exitCode()).isEqualTo(78);
        assertThat(result.err())
                .containsOnlyOnce(
                        "config/metrics/bad.latest.yml:1: bad.latest: value_type is string but the query returns ")
                .contains("::text")
                .endsWith("\n1 problem.\n");
    }

    @ParameterizedTest
    @EnumSource(TestDatabase.class)
    void passesWithTheDatabaseWhatRuns(TestDatabase kind) {
        CommandResult result = Installation.on(kind, folder)
                .withUsualMetrics()
                .unset("functions")
                .run("validate", "--database");

        assertThat(result.err())
                .matches(kind == TestDatabase.H2 ? "Warning: the user of database 'main' is an administrator.*\n" : "");
        assertThat(result.outLines()).containsExactly("Valid: 6 metrics, each planned by its database.");
        assertThat(result.exitCode()).isZero();
    }

    @Test
    void refusesAFunctionThatIsNotKnownAndTellsOfThoseThatAreAllowed() {
        Installation site =
                Installation.on(TestDatabase.POSTGRESQL, folder).metric("counts.big", "select lo_creat(-1)::bigint");

        CommandResult refused = site.run("validate");

        assertThat(refused.exitCode()).isEqualTo(78);
        assertThat(refused.err())
                .contains("sql: calls lo_creat, which is not among the functions known to have no effect");
        assertThat(site.set("functions", "pg_catalog.lo_creat")
                        .run("validate", "--database")
                        .err())
                .isEqualTo("Allowed in 'main': pg_catalog.lo_creat(integer): volatile, owner postgres.\n");
    }

    @Test
    void runsNoMetricForIt() {
        Installation site =
                Installation.on(TestDatabase.H2, folder).metric("counts.probed", "select probe('probed') from issues");

        CommandResult result = site.run("validate", "--database");

        assertThat(result.exitCode()).isZero();
        assertThat(Probe.calls("probed")).isZero();
    }

    @Test
    void saysThatTheDatabaseCannotBeAsked() {
        Installation site = Installation.on(TestDatabase.H2, folder)
                .withUsualMetrics()
                .set("databases.main.url", "jdbc:h2:file:" + folder.resolve("gone"));

        CommandResult result = site.run("validate", "--database");

        assertThat(result.exitCode()).isEqualTo(75);
        assertThat(result.err()).contains("The application database 'main' cannot be reached");
    }
}
