package io.serviceping.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.serviceping.cli.console.ExitCode;
import io.serviceping.testing.SincePostgres;
import io.serviceping.testing.TestDatabase;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A session that locks or changes one table costs only that table's metrics their values. */
class LockedTablesTest {
    private static final int ROWS = 12_000;

    @TempDir
    Path folder;

    private Installation installation() {
        Installation installation = Installation.on(TestDatabase.POSTGRESQL, TestDatabase.H2, folder)
                .set("collection.lock-timeout", "100ms");
        for (String table : new String[] {"a", "locked", "altered", "z"}) {
            installation
                    .application()
                    .execute(
                            "create table " + table + " (id bigint primary key, kind int)",
                            "insert into " + table + " select n, n % 3 from generate_series(1, " + ROWS + ") n");
            metrics(installation, table);
        }
        installation.application().execute("create materialized view refreshed as select id, kind from a", "analyze");
        metrics(installation, "refreshed");
        return installation.metric("joined.sum", "select sum(a.kind) from a join locked l on l.id = a.id");
    }

    private static void metrics(Installation installation, String table) {
        installation.metric(table + ".all", "select count(*) from " + table);
        installation.metric(table + ".sum", "select sum(kind) from " + table);
    }

    @Test
    void countsTheOtherTables() throws SQLException {
        Installation installation = installation();
        try (Connection other = installation.application().connect();
                Statement statement = other.createStatement()) {
            other.setAutoCommit(false);
            statement.execute("lock table locked in access exclusive mode");
            statement.execute("alter table altered add column more int");
            statement.execute("refresh materialized view refreshed");

            CommandResult plan = installation.run("plan");
            assertThat(plan.exitCode()).as(plan.err()).isZero();
            assertThat(plan.out())
                    .contains("as written: its table is not there, may not be read, or is locked")
                    .contains("answers  a.all (all), a.sum (all)", "answers  z.all (all), z.sum (all)");
            CommandResult validate = installation.run("validate", "--database");
            assertThat(validate.err()).contains("locked.all: ", "another session holds a lock");
            CommandResult preview = installation.run("preview");
            assertCounted(preview.out());
            assertThat(preview.exitCode()).as(preview.err()).isZero();
            CommandResult run = installation.run("run", "--no-submit");
            assertThat(run.exitCode()).as(run.err()).isEqualTo(ExitCode.INCOMPLETE.number());
            assertCounted(
                    new String(installation.payloadFile(Installation.PERIOD), java.nio.charset.StandardCharsets.UTF_8));
            other.rollback();
        }
    }

    /** The parse tree of a metric over a locked table is not known, and names alone would tell too little. */
    @SincePostgres(15)
    @Test
    void doesNotRunWhatItCannotCheckNow() throws SQLException {
        Installation installation = installation();
        installation
                .application()
                .execute(
                        "create type mood as enum ('low')",
                        "create function same(mood, text) returns boolean language plpgsql as $$ begin return true; end $$",
                        "create operator = (leftarg = mood, rightarg = text, function = same)");
        try (Connection other = installation.application().connect();
                Statement statement = other.createStatement()) {
            other.setAutoCommit(false);
            statement.execute("lock table locked, altered in access exclusive mode");

            CommandResult validate = installation.run("validate", "--database");
            assertThat(validate.err())
                    .contains("locked.all: could not be checked for functions that are not allowed: ", "holds a lock");
            CommandResult run = installation.run("run", "--no-submit");
            assertThat(run.exitCode()).as(run.err()).isEqualTo(ExitCode.INCOMPLETE.number());
            assertThat(new String(
                                    installation.payloadFile(Installation.PERIOD),
                                    java.nio.charset.StandardCharsets.UTF_8)
                            .replaceAll("\\s", ""))
                    .contains("\"a\":{\"all\":12000,\"sum\":12000}", "\"z\":{\"all\":12000,\"sum\":12000}")
                    .contains("\"locked\":{\"all\":null,\"sum\":null}");
            other.rollback();
        }
    }

    private static void assertCounted(String payload) {
        String json = payload.replaceAll("\\s", "");
        for (String table : new String[] {"a", "z"}) {
            assertThat(json).contains("\"" + table + "\":{\"all\":12000,\"sum\":12000}");
        }
        for (String table : new String[] {"locked", "altered", "refreshed"}) {
            assertThat(json)
                    .contains("\"" + table + "\":{\"all\":null,\"sum\":null}")
                    .contains("\"" + table + ".all\":{\"status\":\"timeout\"")
                    .contains("\"" + table + ".sum\":{\"status\":\"timeout\"");
        }
        assertThat(json).contains("\"joined.sum\":{\"status\":\"timeout\"");
    }
}
