package io.serviceping.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.serviceping.cli.console.ExitCode;
import io.serviceping.testing.TestDatabase;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class PlanTest {
    private static final Offset<Double> CENT = Offset.offset(0.015);

    @TempDir
    Path folder;

    @Test
    void printsScansStatementsAndWhatIsLeftOut() throws IOException {
        CommandResult result = installation(TestDatabase.H2).run("plan");

        assertThat(result.exitCode()).isZero();
        assertThat(result.err()).isEmpty();
        assertThat(result.out()).isEqualTo(golden("plan.txt"));
    }

    @ParameterizedTest
    @EnumSource(TestDatabase.class)
    void saysWhatTheDatabaseExpectsItToCost(TestDatabase kind) throws IOException {
        CommandResult result = installation(kind)
                .metric("missing.table", "select count(*) from not_there")
                .run("plan", "--cost");

        assertThat(result.exitCode()).isZero();
        assertThat(result.err()).isEmpty();
        assertThat(result.out().replaceAll(" +-?\\d+\\.\\d\\d", " N").replaceAll("(for|about) \\d+ rows?", "$1 N rows"))
                .isEqualTo(golden("plan-cost-" + kind.name().toLowerCase(Locale.ROOT) + ".txt"));
    }

    @Test
    void addsUpWhatScansCostAndTakesWhatAMetricAddsFromTheScanWithoutIt() {
        Installation installation = Installation.on(TestDatabase.POSTGRESQL, folder)
                .metric("a.all", "select count(*) from issues")
                .metric("b.odd", "select count(*) from issues where title like '%1'")
                .metric("c.written", "select count(*) % 100000 from issues");
        installation.application().execute("vacuum analyze issues");
        String both = installation.run("plan", "--cost").out();
        Installation first = installation.metric(
                "b.odd", "select 1 from issues", "status: broken", "repair_url: https://example.org/1");
        String without = first.run("plan", "--cost").out();

        double scan = cost(both, "cost     (\\S+) for");
        assertThat(cost(both, "(\\S+) +\\S+  b.odd")).isCloseTo(scan - cost(without, "cost     (\\S+) for"), CENT);
        double written = cost(both, "as written(?s:.*)cost     (\\S+) for");
        assertThat(cost(both, "as planned: (\\d+\\.\\d+)")).isCloseTo(scan + written, CENT);
        assertThat(cost(both, "by itself: (\\d+\\.\\d+)"))
                .isCloseTo(written + cost(both, "\\S+ +(\\S+)  a.all") + cost(both, "\\S+ +(\\S+)  b.odd"), CENT);
    }

    private static double cost(String plan, String pattern) {
        Matcher matcher = Pattern.compile(pattern).matcher(plan);
        assertThat(matcher.find()).as(pattern + " in " + plan).isTrue();
        return Double.parseDouble(matcher.group(1));
    }

    @Test
    void runsNoMetric() {
        Probe.reset();
        Installation installation =
                installation(TestDatabase.H2).metric("probed.a", "select probe('planned') from issues");

        assertThat(installation.run("plan").exitCode()).isZero();

        assertThat(Probe.calls("planned")).isZero();
        assertThat(installation.home().resolve("state")).doesNotExist();
    }

    @Test
    void saysWhichDatabaseCannotBeAskedOfItsTables() {
        try (UncalledPort database = new UncalledPort()) {
            CommandResult result = installation(TestDatabase.H2)
                    .set("databases.main.url", "jdbc:postgresql://127.0.0.1:" + database.port() + "/app")
                    .run("plan");

            assertThat(result.exitCode()).isEqualTo(ExitCode.TRY_LATER.number());
            assertThat(result.err()).contains("The application database 'main' cannot be reached");
        }
    }

    @Test
    void movesTheWindowsWithThePeriod() {
        CommandResult result = installation(TestDatabase.H2).run("plan", "--period", "2026-W45");

        assertThat(result.out()).startsWith("Plan for 2026-W45 (as of 2026-11-09T00:00:00Z): ");
        assertThat(result.out()).contains("2026-11-02");
    }

    @Test
    void refusesAWeekThatHasNotEnded() {
        CommandResult result = installation(TestDatabase.H2).run("plan", "--period", "2026-W47");

        assertThat(result.exitCode()).isEqualTo(64);
        assertThat(result.errLines())
                .containsExactly("The period 2026-W47 has not ended yet; the last complete one is 2026-W46.");
    }

    @ParameterizedTest
    @EnumSource(TestDatabase.class)
    void printsStatementsThatCanBePastedIntoASqlPrompt(TestDatabase kind) throws SQLException {
        Installation installation = installation(kind);
        String plan = installation.run("plan").out();

        assertThat(answer(installation, statement(plan, "select sp_cell"))).contains("2|2");
        assertThat(answer(installation, statement(plan, "select not count(*) = 0")))
                .hasSize(1);
    }

    private static String statement(String plan, String beginning) {
        return plan.lines()
                .map(String::strip)
                .filter(line -> line.startsWith(beginning))
                .findFirst()
                .orElseThrow();
    }

    private static List<String> answer(Installation installation, String sql) throws SQLException {
        try (Connection connection = installation.application().connect();
                Statement statement = connection.createStatement();
                ResultSet answer = statement.executeQuery(sql)) {
            List<String> rows = new ArrayList<>();
            while (answer.next()) {
                rows.add(answer.getString(1)
                        + (answer.getMetaData().getColumnCount() > 1 ? "|" + answer.getString(2) : ""));
            }
            return rows;
        }
    }

    private Installation installation(TestDatabase kind) {
        return Installation.on(kind, folder)
                .withUsualMetrics()
                .metric("old.broken", "select 1 from issues", "status: broken", "repair_url: https://example.org/1")
                .metric("old.gone", "select 1 from issues", "status: removed", "milestone_removed: \"1.3\"")
                .metric("other.left", "select count(*) from issues", "data_category: optional")
                .set("categories.optional", "false")
                .set("exclude", "['latest.*']");
    }

    private static String golden(String file) throws IOException {
        try (InputStream in = Objects.requireNonNull(PlanTest.class.getResourceAsStream("/cli/" + file))) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        }
    }
}
