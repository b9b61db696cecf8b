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
        Installation installation = Installation.on(TestDatabase.H2, folder)
                .withUsualMetrics()
                .metric("bad.write", "delete from issues")
                .metric("bad.window", "select count(*) from issues", "time_frame: 7d")
                .definition("bad_yaml", "key_path: [\n");

        CommandResult result = installation.run("validate");

        assertThat(result.exitCode()).isEqualTo(78);
        assertThat(result.out()).isEmpty();
        assertThat(result.err())
                .contains("config/metrics/bad.write.yml:9: bad.write: ")
                .contains("config/metrics/bad.window.yml:")
                .contains("config/metrics/bad_yaml.yml:")
                .endsWith(" problems.\n");
    }

    @ParameterizedTest
    @EnumSource(TestDatabase.class)
    void saysWhyAppendOnlyHasNoEffectWhereThatIsLasting(TestDatabase kind) {
        Installation installation = Installation.on(kind, folder);
        installation
                .application()
                .execute(
                        "create table words (word varchar(20) primary key, seen_at timestamp not null)",
                        "create view newest as select * from issues");
        appendOnly(installation, "a.words", "select count(*) from words", "seen_at");
        appendOnly(installation, "b.view", "select count(*) from newest", "created_at");
        appendOnly(installation, "c.sub", "select count(*) from issues where id in (select 1)", "created_at");
        appendOnly(installation, "d.small", "select count(*) from issues", "created_at");

        CommandResult result = installation.run("validate", "--database");

        assertThat(result.exitCode()).as(result.toString()).isEqualTo(78);
        assertThat(result.errLines())
                .filteredOn(line -> line.contains("append_only"))
                .hasSize(3)
                .anyMatch(line -> line.contains("a.words.yml:")
                        && line.endsWith(
                                "a.words: append_only has no effect: its table has no unique NOT NULL column of"
                                        + " whole numbers. Change that, or remove append_only"))
                .anyMatch(line -> line.contains("b.view: append_only has no effect: a view has no key. Change"))
                .anyMatch(line -> line.contains("c.sub: append_only has no effect: "));
        assertThat(installation.run("validate").exitCode()).isZero();
        assertThat(installation.run("run", "--no-submit").exitCode()).isZero();
    }

    @ParameterizedTest
    @EnumSource(TestDatabase.class)
    void saysWhoseMissingAppendOnlyTakesItsEffect(TestDatabase kind) {
        Installation installation = Installation.on(kind, folder);
        installation.metric("counts.ids", "select count(id) from issues");
        appendOnly(installation, "counts.issues", "select count(*) from issues", "created_at");

        assertThat(installation.run("validate", "--database").err())
                .contains("counts.issues: append_only has no effect: counts.ids of the same scan does not declare it.");
        appendOnly(installation, "counts.ids", "select count(id) from issues", "created_at");
        assertThat(installation.run("validate", "--database").exitCode()).isZero();
    }

    private static void appendOnly(Installation installation, String key, String sql, String time) {
        installation.metric(key, sql, "append_only: true", "timestamp_column: " + time);
    }

    /** A misspelt pattern would let a metric be sent that the admin has left out. */
    @ParameterizedTest
    @ValueSource(strings = {"validate", "plan", "preview", "run --no-submit"})
    void refusesAPatternThatMatchesNoMetric(String command) {
        Installation installation = Installation.on(TestDatabase.H2, folder)
                .withUsualMetrics()
                .metric("old.gone", "select 1", "status: removed", "milestone_removed: \"1.3\"")
                .set("exclude", "[counts.isues, 'latest.*', old.gone, 'usage.*']");

        CommandResult result = installation.run(command.split(" "));

        assertThat(result.exitCode()).as(result.err()).isEqualTo(78);
        assertThat(result.errLines())
                .filteredOn(line -> line.contains("service-ping.exclude"))
                .containsExactly(
                        "configuration: service-ping.exclude: 'counts.isues' matches no metric; did you mean"
                                + " 'counts.issues'?",
                        "configuration: service-ping.exclude: 'usage.*' matches no metric");
        assertThat(installation
                        .set("exclude", "['counts.*', old.gone]")
                        .run(command.split(" "))
                        .exitCode())
                .isZero();
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
        Installation installation =
                Installation.on(TestDatabase.H2, folder).withUsualMetrics().set("collection.parallelism", "many");

        CommandResult result = installation.run("validate");

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
            Installation installation = Installation.on(TestDatabase.H2, folder)
                    .withUsualMetrics()
                    .set("databases.main.url", "jdbc:postgresql://127.0.0.1:" + database.port() + "/app");

            assertThat(installation.run("validate").exitCode()).isZero();
            assertThat(database.visitors()).isZero();
            assertThat(installation.home().resolve("state")).doesNotExist();
        }
    }

    @ParameterizedTest
    @EnumSource(TestDatabase.class)
    void findsWithTheDatabaseWhatOnlyTheDatabaseKnows(TestDatabase kind) {
        Installation installation = Installation.on(kind, folder)
                .withUsualMetrics()
                .metric("bad.table", "select count(*) from lost_table")
                .metric("bad.type", "select title from issues where id = 1")
                .metric("bad.columns", "select 1, 2 from issues where id = 1");

        CommandResult result = installation.run("validate", "--database");

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
        Installation installation = Installation.on(kind, folder)
                .metric(
                        "bad.latest",
                        "select max(created_at) from issues",
                        "value_type: string",
                        "time_frame: [all, 28d, 7d]",
                        "timestamp_column: created_at");

        CommandResult result = installation.run("validate", "--database");

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

    /** A policy applies to our user at the table itself, and to the owner of a view at the table behind it. */
    @Test
    void tellsOfEachTableWhoseRowsAPolicyMayHide() {
        Installation installation = Installation.on(TestDatabase.POSTGRESQL, folder)
                .unset("functions")
                .metric("counts.hidden", "select count(*) from hidden")
                .metric("counts.behind", "select count(*) from shown_behind")
                .metric("counts.open", "select count(*) from issues");
        installation
                .application()
                .execute(
                        "create table hidden (id int)",
                        "create table behind (id int)",
                        "create table unread (id int)",
                        "alter table hidden enable row level security",
                        "alter table behind enable row level security",
                        "alter table unread enable row level security",
                        "drop role if exists limited_reader",
                        "create role limited_reader login password 'right'",
                        "drop role if exists limited_owner",
                        "create role limited_owner",
                        "grant select on hidden, issues to limited_reader",
                        "grant select on behind to limited_owner",
                        "create view shown_behind as select * from behind",
                        "alter view shown_behind owner to limited_owner",
                        "grant select on shown_behind to limited_reader");

        assertThat(installation.run("validate", "--database").errLines())
                .singleElement()
                .asString()
                .startsWith("Warning: Row-level security of table public.behind in database 'main'");

        CommandResult result = installation
                .set("databases.main.username", "limited_reader")
                .set("databases.main.password", "right")
                .run("validate", "--database");

        assertThat(result.errLines())
                .hasSize(2)
                .allMatch(line -> line.endsWith("BYPASSRLS or a policy for all rows."))
                .anyMatch(line ->
                        line.startsWith("Warning: Row-level security of table public.hidden in database 'main'"))
                .anyMatch(line ->
                        line.startsWith("Warning: Row-level security of table public.behind in database 'main'"));
        assertThat(result.exitCode()).isZero();
    }

    /** There the driver writes the values into the statement. */
    @Test
    void plansWindowsInTheDriversSimpleModeToo() {
        Installation installation =
                Installation.on(TestDatabase.POSTGRESQL, folder).withUsualMetrics();
        installation.set("databases.main.url", installation.application().jdbc() + "?preferQueryMode=simple");

        CommandResult result = installation.run("validate", "--database");

        assertThat(result.outLines()).containsExactly("Valid: 6 metrics, each planned by its database.");
        assertThat(result.exitCode()).isZero();
    }

    @Test
    void refusesAFunctionThatIsNotKnownAndTellsOfThoseThatAreAllowed() {
        Installation installation =
                Installation.on(TestDatabase.POSTGRESQL, folder).metric("counts.big", "select lo_creat(-1)::bigint");

        CommandResult refused = installation.run("validate");

        assertThat(refused.exitCode()).isEqualTo(78);
        assertThat(refused.err())
                .contains("sql: calls lo_creat, which is not among the functions known to have no effect");
        assertThat(installation
                        .set("functions", "pg_catalog.lo_creat")
                        .run("validate", "--database")
                        .err())
                .isEqualTo("Allowed in 'main': pg_catalog.lo_creat(integer): volatile, owner postgres.\n");
    }

    @Test
    void runsNoMetricForIt() {
        Installation installation =
                Installation.on(TestDatabase.H2, folder).metric("counts.probed", "select probe('probed') from issues");

        CommandResult result = installation.run("validate", "--database");

        assertThat(result.exitCode()).isZero();
        assertThat(Probe.calls("probed")).isZero();
    }

    @Test
    void saysThatTheDatabaseCannotBeAsked() {
        Installation installation = Installation.on(TestDatabase.H2, folder)
                .withUsualMetrics()
                .set("databases.main.url", "jdbc:h2:file:" + folder.resolve("gone"));

        CommandResult result = installation.run("validate", "--database");

        assertThat(result.exitCode()).isEqualTo(78);
        assertThat(result.err()).contains("The application database 'main' cannot be reached");
    }
}
