package io.serviceping.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.serviceping.testing.TestDatabase;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

/**
 * A database whose owner has operators of PostgreSQL's own names over PostgreSQL's own functions: for all pairs of the
 * types below for which there is a function. Many fit a metric's values better than PostgreSQL's, and give others. Each
 * metric is refused, or has the value of the same data without them, alone and in a shared scan.
 */
class OwnOperatorsEverywhereTest {
    private static final String OUTCOMES = "/collection/metrics";

    private static final String[] TABLES = {
        "create table tickets (id bigint primary key, state text not null, name varchar(20), code char(4), made_at timestamp,"
                + " day date, amount numeric, size integer, few smallint, ratio double precision, body jsonb, flags bigint)",
        "insert into tickets select n, (array['open', 'closed', 'new'])[n % 3 + 1], 'n' || n % 500,"
                + " case when n % 2 = 0 then 'a' else 'b' end,"
                + " timestamp '2026-11-16' - n * interval '2 hours', date '2026-11-16' - n % 40, n / 10.0, n % 9, n % 7, n / 8.0,"
                + " jsonb_build_object('a', n % 3), n from generate_series(1, 12000) n",
        "analyze",
    };

    private static final String[] WHERE = {
        "id % 10 = 0",
        "flags & 4 = 4",
        "flags | 1 = 5",
        "flags#1 = 6",
        "flags << 1 = 8",
        "flags >> 1 = 8",
        "code = lower('A')",
        "code = 'a'",
        "code <> lower('A')",
        "code like lower('A%')",
        "name = state",
        "name like 'n1%'",
        "name like lower('N1%')",
        "name ilike lower('N1%')",
        "name ~ lower('N1')",
        "name || state = 'n1open'",
        "name || size = 'n11'",
        "state in ('open', 'new')",
        "state in (name, 'new')",
        "state between 'a' and 'm'",
        "state is distinct from name",
        "size = 3",
        "size = few",
        "id = size",
        "id > size",
        "id <= 100 and size >= 2",
        "few + size > 7",
        "id - size < 100",
        "size * few = 6",
        "id / 7 = few",
        "amount > size",
        "amount - id < 0",
        "amount % 2 = 0",
        "ratio > 100",
        "ratio > size",
        "ratio ^ 2 > 100",
        "ratio = amount::double precision",
        "-size < 0",
        "day > date '2026-11-01'",
        "day > made_at",
        "day - 7 > date '2026-10-20'",
        "day + interval '1 day' > made_at",
        "made_at >= timestamp '2026-11-01'",
        "made_at > date '2026-11-01'",
        "made_at - interval '1 day' > day",
        "body ->> 'a' = '1'",
        "body -> 'a' = '1'",
        "body @> '{\"a\":1}'",
        "jsonb_exists(body, 'a')",
        "(size, few) = (3, 2)",
        "(size, few) < (3, 2)",
        "size = any (array[1, 2])",
        "case size when 3 then true end",
        "nullif(size, few) is null",
        "exists (select from tickets u where u.size = tickets.few and u.id < 10)",
    };

    private static final String OPERATORS = """
            do $$
            declare
                one record;
            begin
                for one in
                    select distinct on (o.oprname, p.proargtypes[0], p.proargtypes[1], p.pronargs)
                        o.oprname, cast(p.oid as regproc) as fn,
                        cast(p.proargtypes[0] as regtype) as a, cast(p.proargtypes[1] as regtype) as b, p.pronargs
                    from (select distinct oprname, oprkind, oprresult from pg_operator
                          where oprnamespace = 'pg_catalog'::regnamespace and oprkind in ('b', 'l')
                            and oprleft in (select t from unnest(%1$s) t union select 0)
                            and oprright in (select t from unnest(%1$s) t)) o
                    join pg_proc p on p.pronamespace = 'pg_catalog'::regnamespace and p.prokind = 'f' and not p.proretset
                     and p.pronargs = case o.oprkind when 'b' then 2 else 1 end and p.provolatile = 'i'
                     and p.prorettype = o.oprresult
                     and p.proargtypes[0] in (select t from unnest(%1$s) t)
                     and (p.pronargs = 1 or p.proargtypes[1] in (select t from unnest(%1$s) t))
                    where (select count(*) from pg_proc q where q.pronamespace = p.pronamespace and q.proname = p.proname) = 1
                    order by o.oprname, p.proargtypes[0], p.proargtypes[1], p.pronargs, p.proname desc
                loop
                    execute case one.pronargs
                        when 1 then pg_catalog.format('create operator public.%%s (rightarg = %%s, function = %%s)', one.oprname, one.a, one.fn)
                        else pg_catalog.format('create operator public.%%s (leftarg = %%s, rightarg = %%s, function = %%s)',
                                               one.oprname, one.a, one.b, one.fn) end;
                end loop;
            end $$""";

    private static final String TYPES =
            "cast(array['int2', 'int4', 'int8', 'numeric', 'float8', 'text', 'varchar', 'bpchar', 'name',"
                    + " 'date', 'timestamp', 'interval', 'jsonb', 'text[]'] as regtype[])";

    @TempDir
    Path folder;

    @Test
    void changesNoValue() {
        Installation plain = installation("plain");
        Installation own = installation("own");
        own.application().execute(OPERATORS.formatted(TYPES));

        JsonNode expected = plain.run("preview").json();
        JsonNode found = own.run("preview").json();

        List<String> refused = new ArrayList<>();
        for (String key : expected.at(OUTCOMES).propertyNames()) {
            JsonNode outcome = found.at(OUTCOMES).path(key);
            assertThat(expected.at(OUTCOMES).path(key).path("status").stringValue())
                    .as(key)
                    .isEqualTo("ok");
            if (outcome.path("status").stringValue().equals("ok")) {
                String place = "/metrics/" + key.replace('.', '/');
                assertThat(found.at(place)).as(key).isEqualTo(expected.at(place));
            } else {
                assertThat(outcome.path("reason").stringValue()).as(key).contains("not allowed");
                refused.add(key);
            }
        }
        assertThat(refused).contains("w.m0", "w.m1", "w.m6", "d.m0").doesNotContain("w.all");
    }

    private Installation installation(String name) {
        Installation installation = Installation.on(TestDatabase.POSTGRESQL, TestDatabase.H2, folder.resolve(name));
        installation.application().execute(TABLES);
        installation.metric("w.all", "select count(*) from tickets");
        for (int i = 0; i < WHERE.length; i++) {
            installation.metric("w.m" + i, "select count(*) from tickets where " + WHERE[i]);
        }
        String[] distinct = {"id % 10", "code", "state", "size", "day", "body ->> 'a'", "id - size", "amount"};
        for (int i = 0; i < distinct.length; i++) {
            installation.metric("d.m" + i, "select count(distinct " + distinct[i] + ") from tickets");
        }
        return installation;
    }
}
