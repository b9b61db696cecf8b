package io.serviceping.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.serviceping.testing.TestDatabase;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** H2's URL decides the case of names without quotes, also of the catalog's names. */
class H2NameCaseTest {
    @TempDir
    Path folder;

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                ";DATABASE_TO_UPPER=FALSE",
                ";DATABASE_TO_LOWER=TRUE",
                ";CASE_INSENSITIVE_IDENTIFIERS=TRUE",
                ";DATABASE_TO_UPPER=FALSE;CASE_INSENSITIVE_IDENTIFIERS=TRUE",
                ";MODE=PostgreSQL;DATABASE_TO_LOWER=TRUE;DEFAULT_NULL_ORDERING=HIGH"
            })
    void countsTheSameHoweverNamesAreRead(String settings) {
        Installation installation = installation(settings)
                .metric("events.all", "select count(*) from events")
                .metric("events.kinds", "select kind, count(*) from events group by kind", "value_type: object")
                .metric(
                        "events.recent",
                        "select sum(weight) from events",
                        "time_frame: 28d",
                        "timestamp_column: made_at",
                        "timestamp_unit: timestamp")
                .metric("members.all", "select count(*) from members")
                .metric("members.roles", "select sum(role) from members where role > 1");

        CommandResult plan = installation.run("plan");
        assertThat(plan.out()).as(plan.err()).contains("2 shared scans answer 5 metrics", "ranges of ", "keyset by ");
        assertThat(installation.run("validate", "--database").exitCode()).isZero();
        CommandResult result = installation.run("preview");

        assertThat(result.exitCode()).as(result.err()).isZero();
        assertThat(result.out().replaceAll("\\s", ""))
                .contains("\"events\":{\"all\":12000,\"kinds\":{\"0\":6000,\"1\":6000},\"recent\":72006000}")
                .contains("\"members\":{\"all\":12000,\"roles\":12000}");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", ";CASE_INSENSITIVE_IDENTIFIERS=TRUE", ";DATABASE_TO_LOWER=TRUE"})
    void takesCapitalLettersForSmallOnesWhereTheDatabaseDoes(String settings) {
        Installation installation = installation(settings)
                .metric("events.all", "SELECT COUNT(*) FROM Events")
                .metric("events.odd", "SELECT COUNT(*) FROM EVENTS e WHERE E.Kind = 1");

        assertThat(installation.run("plan").out()).contains("1 shared scan answers 2 metrics");
        assertThat(installation.run("preview").out().replaceAll("\\s", ""))
                .contains("\"events\":{\"all\":12000,\"odd\":6000}");
    }

    /** Two columns, two tables and two groups that differ in case alone. */
    @Test
    void tellsCapitalLettersFromSmallOnesWhereTheDatabaseDoes() {
        Installation installation = installation(";DATABASE_TO_UPPER=FALSE")
                .metric("events.small", "select sum(kind) from events")
                .metric("events.capital", "select sum(Kind) from events")
                .metric("events.quoted", "select sum(\"Kind\") from events")
                .metric("events.all", "SELECT COUNT(*) FROM events WHERE kind = 1")
                .metric("other.all", "select count(*) from Events")
                .metric("other.sum", "select sum(kind) from Events")
                .metric(
                        "events.groups",
                        "select weight % 3 as Kind, count(*) from events group by kind",
                        "value_type: object");

        assertThat(installation.run("plan").out())
                .contains("answers  events.all (all), events.quoted (all), events.small (all)")
                .contains(
                        "as written: has the name Kind, and this database tells capital letters from small ones: quote it");
        CommandResult result = installation.run("preview");

        assertThat(result.out().replaceAll("\\s", ""))
                .contains("\"events\":{\"all\":6000,\"capital\":60000,\"groups\":null,\"quoted\":60000,\"small\":6000}")
                .contains("\"other\":{\"all\":3,\"sum\":21}");
    }

    private Installation installation(String settings) {
        TestDatabase.Url plain = TestDatabase.H2.create();
        TestDatabase.Url url = new TestDatabase.Url(plain.jdbc() + settings, plain.username(), plain.password())
                .execute(
                        "create table events (id bigint primary key, kind int, weight bigint, made_at timestamp)",
                        "insert into events select \"X\", mod(\"X\", 2), \"X\", timestamp '2026-11-01 00:00:00'"
                                + " from system_range(1, 12000)",
                        "create table members (org varchar(20), usr varchar(20), role int, primary key (org, usr))",
                        "insert into members select 'org ' || mod(\"X\", 7), 'usr ' || \"X\", 1 + mod(\"X\", 2)"
                                + " from system_range(1, 12000)");
        if (settings.contains("DATABASE_TO_UPPER=FALSE") && !settings.contains("INSENSITIVE")) {
            url.execute(
                    "alter table events add column Kind int default 5",
                    "create table Events (id int primary key, kind int)",
                    "insert into Events values (1, 7), (2, 7), (3, 7)");
        }
        url.execute("analyze");
        return Installation.on(TestDatabase.H2, folder).set("databases.main.url", url.jdbc());
    }
}
