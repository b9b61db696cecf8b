package io.serviceping.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.serviceping.testing.SincePostgres;
import io.serviceping.testing.SourceFiles;
import io.serviceping.testing.TestDatabase;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * A database whose owner has an overload of every function and operator that our own SQL could name, for the types that
 * PostgreSQL's own do not take exactly. None of them runs, and every value is that of the same data without them.
 */
@SincePostgres(15)
class OwnNamesEverywhereTest {
    private static final Pattern WORD = Pattern.compile("[a-z][a-z0-9_]+");

    private static final String[] TABLES = {
        "create table tickets (id bigint primary key, state text not null, name text, code varchar(20), made_at timestamp,"
                + " day date, ref uuid, amount numeric, size integer, ok boolean, seconds bigint)",
        "insert into tickets select n, (array['open', 'closed', 'new'])[n % 3 + 1], 'n' || n % 500, 'c' || n % 70,"
                + " timestamp '2026-11-16' - n * interval '2 hours', date '2026-11-16' - n % 40,"
                + " cast(md5(cast(n % 300 as text)) as uuid), n / 10.0, n % 9, n % 2 = 0, 1794787200 - n * 3600"
                + " from generate_series(1, 12000) n",
        "create table texts (k text primary key, v integer)",
        "insert into texts select 'k' || n, n % 5 from generate_series(1, 11000) n",
        "create table codes (k varchar(30) primary key, v integer)",
        "insert into codes select 'k' || n, n % 5 from generate_series(1, 11000) n",
        "create table pairs (a uuid, b integer, v integer, primary key (a, b))",
        "insert into pairs select cast(md5(cast(n as text)) as uuid), n, n % 5 from generate_series(1, 11000) n",
        "create type mood as enum ('low', 'high')",
        "create table moods (m mood, n integer, v integer, primary key (m, n))",
        "insert into moods select (array['low', 'high'])[n % 2 + 1]::mood, n, n % 5 from generate_series(1, 11000) n",
        "create domain number as bigint check (value > 0)",
        "create table numbered (id number primary key, v integer)",
        "insert into numbered select n, n % 5 from generate_series(1, 11000) n",
        "create table blocks (v integer, w text)",
        "insert into blocks select n % 5, 'w' || n from generate_series(1, 11000) n",
        "create view seen as select id, state from tickets",
        "create table halves (id bigint, v integer) partition by range (id)",
        "create table half1 partition of halves for values from (0) to (4000)",
        "create table half2 partition of halves for values from (4000) to (19999)",
        "insert into halves select n, n % 5 from generate_series(1, 11000) n",
        "create table kept (id bigint primary key, made_at timestamp not null, v integer)",
        "insert into kept select n, timestamp '2026-11-16' - n * interval '1 hour', n % 5 from generate_series(1, 11000) n",
        "analyze",
    };

    /** What the author writes means PostgreSQL's own operators and functions exactly. */
    private static final String[] METRICS = {
        "select count(*) from tickets",
        "select count(*) from tickets where state = 'open'",
        "select count(*) from tickets where state in ('open', 'new') and size = 3",
        "select count(distinct name) from tickets where state = 'open'",
        "select count(distinct ref) from tickets",
        "select count(distinct amount) from tickets",
        "select count(distinct made_at) from tickets",
        "select count(distinct day) from tickets where ok",
        "select count(distinct code) from tickets",
        "select count(distinct ok) from tickets",
        "select sum(size) from tickets where ok",
        "select sum(amount) from tickets",
        "select avg(size) from tickets",
        "select max(id) from tickets",
        "select min(size) from tickets",
        "select count(*) from texts where v = 2",
        "select count(distinct k) from texts",
        "select count(*) from codes where v = 2",
        "select count(distinct k) from codes",
        "select count(*) from pairs where v = 2",
        "select sum(v) from pairs",
        "select count(*) from moods where v = 2",
        "select sum(v) from moods",
        "select count(*) from numbered where v = 2",
        "select sum(v) from numbered",
        "select count(*) from blocks where v = 2",
        "select count(distinct w) from blocks",
        "select count(*) from seen",
        "select count(*) from halves where v = 2",
        "select sum(v) from halves",
        "select count(*) from tickets a join texts b on b.v = a.size",
    };

    private static final String TYPES =
            "array['text', 'varchar', 'name', 'int4', 'int8', 'numeric', 'oid', 'regclass', 'timestamp', 'date', 'uuid', 'tid']";

    /** plpgsql, because a function in SQL can become a part of the query, and is then not counted. */
    private static final String OVERLOADS = """
            do $$
            declare
                one record;
            begin
                for one in select a, b from unnest(%1$s) a, unnest(%1$s) b loop
                    execute pg_catalog.format('create function own(%%s, %%s) returns boolean language plpgsql immutable as'
                        ' ''begin return null; end''', one.a, one.b);
                end loop;
                for one in
                    select o, a, b from unnest(%1$s) a, unnest(%1$s) b,
                        unnest(array['=', '<>', '<', '<=', '>', '>=', '+', '-', '*', '/', '%%', '&', '|', '<<', '||', '~~']) o
                    where not exists (
                        select from pg_operator p
                        where p.oprname = o and p.oprleft = cast(a as regtype) and p.oprright = cast(b as regtype))
                loop
                    execute pg_catalog.format('create operator %%s (leftarg = %%s, rightarg = %%s, function = own)', one.o, one.a, one.b);
                end loop;
                for one in
                    select distinct p.proname, a.args
                    from pg_proc p
                    join unnest(cast('%2$s' as text[])) w on w = p.proname
                    cross join (
                        select a from unnest(%1$s) a union all
                        select a || ', ' || b from unnest(array['text', 'varchar', 'name', 'int4', 'oid', 'regclass']) a,
                            unnest(array['text', 'varchar', 'int4', 'oid']) b) a(args)
                    where p.pronamespace = 'pg_catalog'::regnamespace
                      and p.prokind = 'f'
                loop
                    execute pg_catalog.format('create function %%I(%%s) returns text language plpgsql immutable as'
                        ' ''begin return null; end''', one.proname, one.args);
                end loop;
                for one in select n, a from unnest(array['array_agg', 'string_agg', 'bit_or']) n,
                    unnest(array['text', 'varchar', 'name', 'oid', 'regclass', 'uuid']) a
                loop
                    execute pg_catalog.format('create function %%s_next(text, %%s) returns text language plpgsql immutable as'
                        ' ''begin return null; end''', one.n, one.a);
                    execute pg_catalog.format('create aggregate %%s(%%s) (sfunc = %%s_next, stype = text)', one.n, one.a, one.n);
                end loop;
                execute pg_catalog.format('alter database %%I set search_path = public, pg_catalog', pg_catalog.current_database());
                execute pg_catalog.format('alter database %%I set track_functions = ''all''', pg_catalog.current_database());
            end $$""";

    @TempDir
    Path folder;

    @Test
    @SincePostgres(15)
    void runsNoneOfThem() throws SQLException {
        Installation plain = installation("plain");
        Installation own = installation("own");
        own.application().execute(OVERLOADS.formatted(TYPES, words()));

        CommandResult validate = own.run("validate", "--database");
        CommandResult plan = own.run("plan", "--cost");
        CommandResult preview = own.run("preview");
        CommandResult run = own.run("run", "--no-submit");

        assertThat(called(own.application())).isEmpty();
        assertThat(validate.exitCode()).as(validate.err()).isZero();
        assertThat(plan.exitCode()).as(plan.err()).isZero();
        assertThat(preview.json().path("metrics"))
                .isEqualTo(plain.run("preview").json().path("metrics"));
        assertThat(run.exitCode()).as(run.err()).isZero();
        assertThat(CommandResult.json(own.payloadFile(Installation.PERIOD)).path("metrics"))
                .isEqualTo(preview.json().path("metrics"));
    }

    private Installation installation(String name) {
        Installation installation = Installation.on(TestDatabase.POSTGRESQL, TestDatabase.H2, folder.resolve(name));
        installation.application().execute(TABLES);
        for (int i = 0; i < METRICS.length; i++) {
            installation.metric("usual.m" + i, METRICS[i]);
        }
        String[] window = {"time_frame: [all, 28d, 7d]", "timestamp_column: made_at", "timestamp_unit: timestamp"};
        String object = "value_type: object";
        installation.metric("windowed.open", "select count(*) from tickets where state = 'open'", window);
        installation.metric("windowed.names", "select count(distinct name) from tickets", window);
        installation.metric(
                "windowed.seconds",
                "select count(*) from tickets",
                "time_frame: [28d, 7d]",
                "timestamp_column: seconds",
                "timestamp_unit: epoch_seconds");
        installation.metric(
                "windowed.days",
                "select sum(size) from tickets",
                "time_frame: [28d, 7d]",
                "timestamp_column: day",
                "timestamp_unit: date");
        installation.metric("grouped.states", "select state, count(*) from tickets group by state", object);
        installation.metric("grouped.codes", "select code, count(*) from tickets group by code", object);
        installation.metric("grouped.sizes", "select size, sum(amount) from tickets group by size", object);
        installation.metric("grouped.ok", "select ok, count(distinct name) from tickets group by ok", object);
        return installation
                .metric("kept.all", "select count(*) from kept", window[0], window[1], window[2], "append_only: true")
                .metric("kept.sum", "select sum(v) from kept", window[0], window[1], window[2], "append_only: true");
    }

    /** All words of our sources: some are functions in our SQL. */
    private static String words() {
        Set<String> words = new TreeSet<>();
        Stream.of(
                        "src/main/java/io/serviceping/count",
                        "src/main/java/io/serviceping/plan",
                        "src/main/resources/io/serviceping/count")
                .flatMap(root -> SourceFiles.below(Path.of(root), "").stream())
                .filter(file -> file.toString().matches(".*[.](java|sql)"))
                .forEach(file -> WORD.matcher(read(file)).results().forEach(word -> words.add(word.group())));
        return "{" + String.join(",", words) + "}";
    }

    private static String read(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** What the server counted of functions that are not built in. It has all once our sessions have ended. */
    private static List<String> called(TestDatabase.Url database) throws SQLException {
        try (Connection connection = database.connect();
                Statement statement = connection.createStatement()) {
            Await.until(
                    "our sessions have ended",
                    () -> texts(
                                    statement,
                                    "select pid from pg_catalog.pg_stat_activity where application_name = 'service-ping'"
                                            + " and datname = current_database()")
                            .isEmpty());
            return texts(statement, "select funcid::regprocedure from pg_catalog.pg_stat_user_functions");
        }
    }

    private static List<String> texts(Statement statement, String sql) throws SQLException {
        List<String> texts = new ArrayList<>();
        try (ResultSet rows = statement.executeQuery(sql)) {
            while (rows.next()) {
                texts.add(rows.getString(1));
            }
        }
        return texts;
    }
}
