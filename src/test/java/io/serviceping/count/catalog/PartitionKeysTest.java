package io.serviceping.count.catalog;

import static io.serviceping.count.catalog.CheckedDatabase.failing;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.serviceping.definition.sql.AllowedFunctions;
import io.serviceping.testing.PostgresVersion;
import io.serviceping.testing.SincePostgres;
import io.serviceping.testing.TestDatabase;
import java.sql.SQLException;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Reading a partitioned table runs what its key needs. */
class PartitionKeysTest {
    private static final List<String> RUNNING = List.of(
            "select count(*) from ordered",
            "select count(*) from public.\"ordered\" where a = 1",
            "select count(*) from hashed where a = 1",
            "select count(*) from shifted",
            "select count(*) from inlined",
            "select count(*) from compared",
            "select count(*) from of_spans",
            "select count(*) from of_pairs",
            "select count(*) from whole",
            "select count(*) from half",
            "select count(*) from of_v",
            "select count(*) from t where exists (select from ordered)");

    /** The functions fail after all is made. */
    private static final String[] OBJECTS = {
        "create function f(integer) returns integer language sql immutable as 'select $1'",
        "create function below(integer, integer) returns boolean language sql immutable as 'select $1 < $2'",
        "create function twice(integer) returns integer language sql immutable as 'select $1 + public.f(1)'",
        "create function cmp(integer, integer) returns integer language sql immutable as 'select btint4cmp($1, $2)'",
        "create function hash(integer, bigint) returns bigint language sql immutable as 'select hashint4extended($1, $2)'",
        "create operator <<< (leftarg = integer, rightarg = integer, function = below)",
        "create operator class own_order for type integer using btree as operator 1 <, operator 2 <=, operator 3 =,"
                + " operator 4 >=, operator 5 >, function 1 cmp(integer, integer)",
        "create operator class own_hash for type integer using hash as operator 1 =, function 1 hashint4(integer),"
                + " function 2 hash(integer, bigint)",
        "create type span as range (subtype = integer, subtype_opclass = own_order)",
        "create type pair as (s span)",
        "create table t (id bigint)",
        "insert into t values (1)",
        "create table ordered (a integer) partition by range (a own_order)",
        "create table ordered_1 partition of ordered for values from (0) to (5)",
        "create table ordered_2 partition of ordered for values from (5) to (9)",
        "create table hashed (a integer) partition by hash (a own_hash)",
        "create table hashed_1 partition of hashed for values with (modulus 2, remainder 0)",
        "create table hashed_2 partition of hashed for values with (modulus 2, remainder 1)",
        "create table shifted (a integer) partition by range ((a + f(1)))",
        "create table shifted_1 partition of shifted for values from (0) to (5)",
        "create table inlined (a integer) partition by range (twice(a))",
        "create table inlined_1 partition of inlined for values from (0) to (5)",
        "create table compared (a boolean) partition by list ((a and 1 <<< 2))",
        "create table compared_1 partition of compared for values in (true)",
        "create table of_spans (s span) partition by range (s)",
        "create table of_spans_1 partition of of_spans for values from ('[1,2)') to ('[5,6)')",
        "create table of_spans_2 partition of of_spans for values from ('[5,6)') to ('[7,8)')",
        "create table of_pairs (p pair) partition by range (p)",
        "create table of_pairs_1 partition of of_pairs for values from ('(\"[1,2)\")') to ('(\"[5,6)\")')",
        "create table of_pairs_2 partition of of_pairs for values from ('(\"[5,6)\")') to ('(\"[7,8)\")')",
        "create table whole (a integer) partition by list (a)",
        "create table half partition of whole for values in (1) partition by range (a own_order)",
        "create table quarter partition of half for values from (0) to (5)",
        "create table quarter_2 partition of half for values from (5) to (9)",
        "create view v as select a from half",
        "create view of_v as select a + 1 as b from v",
        "create table ruled (id bigint)",
        "create policy p on ruled using (exists (select from half))",
        "create table kept (a integer) partition by range (f(a))",
        "create table constrained (a integer check (a < f(9)))",
        "create table plain (a integer, at date) partition by range (at)",
        "create table plain_1 partition of plain for values from ('2026-01-01') to ('2027-01-01')",
        "create extension hstore",
        "create table of_pairs_of_texts (h hstore) partition by range (h)",
        "create table of_pairs_of_texts_1 partition of of_pairs_of_texts for values from ('a=>1') to ('b=>1')",
        "create table of_pairs_of_texts_2 partition of of_pairs_of_texts for values from ('b=>1') to ('c=>1')",
        "do $$ begin execute format('alter database %I set constraint_exclusion = on', current_database()); end $$",
        replaced(failing("f(integer)", "integer")),
        replaced(failing("below(integer, integer)", "boolean")),
        replaced(failing("cmp(integer, integer)", "integer")),
        replaced(failing("hash(integer, bigint)", "bigint")),
    };

    @RegisterExtension
    static final CheckedDatabase DATABASE = CheckedDatabase.with(OBJECTS);

    private static String replaced(String function) {
        return function.replace("create function", "create or replace function");
    }

    @Test
    void refusesWhatReadsThem() {
        refusesWhatReadsThem(DATABASE);
    }

    @ParameterizedTest
    @MethodSource("io.serviceping.testing.PostgresVersion#older")
    void refusesWhatReadsThemOnOlderServers(PostgresVersion version) throws SQLException {
        try (CheckedDatabase older =
                CheckedDatabase.of(() -> version.create().execute(OBJECTS), AllowedFunctions.NONE)) {
            refusesWhatReadsThem(older);
            runsNoConstraint(older);
        }
    }

    private static void refusesWhatReadsThem(CheckedDatabase database) {
        for (String sql : RUNNING) {
            assertThatExceptionOfType(SQLException.class)
                    .as(sql)
                    .isThrownBy(() -> database.run(sql))
                    .withMessageContaining("called");
            assertThat(database.problem(sql)).as(sql).isPresent();
        }
        assertThat(database.problem("select count(*) from ruled")).isPresent();
        assertThat(database.problem("select count(*) from of_v"))
                .contains(
                        "reads a partitioned table whose key calls public.cmp (table public.half), which is of the"
                                + " database's own: leave it out, or let an admin allow it with service-ping.functions: [public.cmp]");
        assertThat(database.problem("select count(*) from kept"))
                .get()
                .asString()
                .contains("public.f (table public.kept)");
    }

    @SincePostgres(15)
    @ParameterizedTest
    @ValueSource(
            strings = {
                "select count(*) from quarter",
                "select count(*) from plain where at >= date '2026-05-01'",
                "select count(*) from of_pairs_of_texts",
            })
    void acceptsPartitionsAndKeysOfPostgresAndItsExtensions(String sql) throws SQLException {
        DATABASE.run(sql);
        assertThat(DATABASE.problem(sql)).isEmpty();
    }

    @Test
    void acceptsAKeyWhoseFunctionIsAllowed() {
        try (CheckedDatabase other = CheckedDatabase.of(
                () -> TestDatabase.POSTGRESQL
                        .create()
                        .execute(
                                "create function f(integer) returns integer language sql immutable as 'select $1'",
                                "create table kept (a integer) partition by range (f(a))"),
                new AllowedFunctions(Set.of("public.f")))) {
            assertThat(other.problem("select count(*) from kept")).isEmpty();
        }
    }

    /** The database lets the planner compare conditions with the checks of every table. */
    @Test
    void runsNoConstraint() throws SQLException {
        runsNoConstraint(DATABASE);
    }

    private static void runsNoConstraint(CheckedDatabase database) throws SQLException {
        database.run("select count(*) from constrained where a = 1");
        database.run("select count(*) from shifted_1 where a = 1");
    }
}
