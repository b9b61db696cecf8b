package io.serviceping.count.catalog;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.serviceping.definition.sql.AllowedFunctions;
import io.serviceping.plan.scan.Plan;
import io.serviceping.plan.scan.WrittenScan;
import io.serviceping.testing.PostgresVersion;
import io.serviceping.testing.SincePostgres;
import io.serviceping.testing.TestDatabase;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Reading a plain column of a foreign table runs what its type calls, and what the other server has. */
class ForeignTablesTest {
    private static final List<String> READING = List.of(
            "select count(c) from far",
            "select count(*) from t where exists (select c from public.FAR where c <> 'y')",
            "select count(c) from only \"far\"",
            "select count(c) from whole",
            "select count(c) from parent",
            "select count(c) from v",
            "with x as (select * from of_v) select count(c) from x");

    /** The check comes after the values. */
    private static final String[] OBJECTS = {
        CheckedDatabase.failing("fine(text)", "boolean"),
        "create domain checked as text",
        "create table t (id bigint, far text, c checked)",
        "insert into t values (1, 'x', 'x')",
        "create extension postgres_fdw",
        "do $$ begin execute format('create server here foreign data wrapper postgres_fdw options"
                + " (host ''localhost'', port %L, dbname %L)', current_setting('port'), current_database()); end $$",
        "create user mapping for public server here options (user 'postgres', password 'postgres')",
        "create foreign table far (c checked) server here options (table_name 't')",
        "create table whole (c checked) partition by list (c)",
        "create foreign table part partition of whole for values in ('x') server here options (table_name 't')",
        "create table parent (c checked)",
        "create foreign table child () inherits (parent) server here options (table_name 't')",
        "create table ruled (id bigint)",
        "create policy p on ruled using (exists (select c from far))",
        "create view v as select c from far",
        "create view of_v as select upper(c) as c from v",
        "create materialized view copied as select * from v",
        "create schema other",
        "create table other.far (c text)",
        "alter domain checked add check (fine(value)) not valid",
    };

    @RegisterExtension
    static final CheckedDatabase DATABASE = CheckedDatabase.with(OBJECTS);

    @Test
    void refusesWhatReadsThem() {
        refusesWhatReadsThem(DATABASE);
    }

    @ParameterizedTest
    @MethodSource("io.serviceping.testing.PostgresVersion#older")
    void refusesWhatReadsThemOnOlderServers(PostgresVersion version) {
        try (CheckedDatabase older =
                CheckedDatabase.of(() -> version.create().execute(OBJECTS), AllowedFunctions.NONE)) {
            refusesWhatReadsThem(older);
        }
    }

    private static void refusesWhatReadsThem(CheckedDatabase database) {
        for (String sql : READING) {
            assertThatExceptionOfType(SQLException.class)
                    .as(sql)
                    .isThrownBy(() -> database.run(sql))
                    .withMessageContaining("called");
            assertThat(database.problem(sql)).as(sql).isPresent();
        }
        assertThat(database.problem("select count(*) from ruled")).isPresent();
    }

    @SincePostgres(15)
    @ParameterizedTest
    @ValueSource(
            strings = {
                "select count(far) from t",
                "select count(c) from copied",
                "select count(c) from other.far",
                "with far as (select id from t) select count(*) from far",
            })
    void acceptsCopiesAndTheirNames(String sql) throws SQLException {
        DATABASE.run(sql);
        assertThat(DATABASE.problem(sql)).isEmpty();
    }

    @Test
    void sharesNoScanOfAnAllowedOne() {
        try (CheckedDatabase other = CheckedDatabase.of(
                () -> TestDatabase.POSTGRESQL
                        .create()
                        .execute(
                                "create foreign data wrapper w",
                                "create server there foreign data wrapper w",
                                "create foreign table far (a integer) server there",
                                "create foreign table farther (a integer) server there",
                                "create view v as select * from far"),
                new AllowedFunctions(Set.of("public.far")))) {
            WrittenScan allowed = CheckedDatabase.scan("select count(*) from v");

            Plan plan = other.check().checked(new Plan(Instant.EPOCH, List.of(allowed), List.of()));

            assertThat(plan.scans()).containsExactly(allowed);
            assertThat(plan.notShared())
                    .singleElement()
                    .satisfies(one -> assertThat(one.why())
                            .isEqualTo(
                                    "reads the foreign table public.far, for which another server can run anything"));
            assertThat(other.problem("select count(*) from farther"))
                    .contains(
                            "reads the foreign table public.farther, for which another server can run anything: read a"
                                    + " copy, such as a materialized view, or let an admin allow it with service-ping.functions:"
                                    + " [public.farther]");
        }
    }
}
