package io.serviceping.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.serviceping.testing.TestDatabase;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class PlanTest {
    @TempDir
    Path folder;

    @Test
    void printsScansStatementsAndWhatIsLeftOut() throws IOException {
        Told told = site(TestDatabase.H2).run("plan");

        assertThat(told.exitCode()).isZero();
        assertThat(told.err()).isEmpty();
        assertThat(told.out()).isEqualTo(golden());
    }

    @Test
    void asksNoDatabase() {
        try (Silence database = new Silence()) {
            Site site = site(TestDatabase.H2)
                    .set("databases.main.url", "jdbc:postgresql://127.0.0.1:" + database.port() + "/app");

            assertThat(site.run("plan").exitCode()).isZero();
            assertThat(database.visitors()).isZero();
            assertThat(site.home().resolve("state")).doesNotExist();
        }
    }

    @Test
    void movesTheWindowsWithThePeriod() {
        Told told = site(TestDatabase.H2).run("plan", "--period", "2026-W45");

        assertThat(told.out()).startsWith("Plan for 2026-W45 (as of 2026-11-09T00:00:00Z): ");
        assertThat(told.out()).contains("2026-11-02");
    }

    @Test
    void refusesAWeekThatHasNotEnded() {
        Told told = site(TestDatabase.H2).run("plan", "--period", "2026-W47");

        assertThat(told.exitCode()).isEqualTo(64);
        assertThat(told.errLines())
                .containsExactly("The period 2026-W47 has not ended yet; the last complete one is 2026-W46.");
    }

    @ParameterizedTest
    @EnumSource(TestDatabase.class)
    void printsStatementsThatCanBePastedIntoASqlPrompt(TestDatabase kind) throws SQLException {
        Site site = site(kind);
        String weekly = site.run("plan")
                .out()
                .replaceFirst("(?s).*answers counts\\.issues_weekly \\(7d\\)\n", "")
                .replaceFirst("(?s)\n\n.*", "");

        try (Connection connection = site.application().connect();
                Statement statement = connection.createStatement();
                ResultSet answer = statement.executeQuery(weekly)) {
            assertThat(answer.next()).isTrue();
            assertThat(answer.getLong(1)).isEqualTo(2);
        }
    }

    private Site site(TestDatabase kind) {
        return Site.on(kind, folder)
                .withUsualMetrics()
                .metric("old.broken", "select 1 from issues", "status: broken", "repair_url: https://example.org/1")
                .metric("old.gone", "select 1 from issues", "status: removed", "milestone_removed: \"1.3\"")
                .metric("other.left", "select count(*) from issues", "data_category: optional")
                .set("categories.optional", "false")
                .set("exclude", "['latest.*']");
    }

    private static String golden() throws IOException {
        try (InputStream in = Objects.requireNonNull(PlanTest.class.getResourceAsStream("/cli/plan.txt"))) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        }
    }
}
