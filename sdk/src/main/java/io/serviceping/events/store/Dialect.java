package io.serviceping.events.store;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;

/** The statements that differ between the databases. Their parameters are arrays, one element for each row. */
enum Dialect {
    POSTGRESQL("""
            with written as (
              insert into product_event_daily as stored (on_day, event, cell, total, value_sum)
              select date '1970-01-01' + d, e, c, n, s
              from unnest(cast(? as integer[]), cast(? as integer[]), cast(? as integer[]), cast(? as bigint[]), cast(? as bigint[]))
                as added (d, e, c, n, s)
              order by 1, 2, 3
              on conflict (on_day, event, cell) do update set
                total = least(9223372036854775807, cast(stored.total as numeric) + excluded.total),
                value_sum = least(9223372036854775807, cast(stored.value_sum as numeric) + excluded.value_sum)
              returning on_day, event, cell, total, value_sum)
            select on_day, event, cell, total from written where value_sum = 9223372036854775807
            """, """
            insert into product_event_member (in_week, event, kind, cell, member)
            select date '1970-01-01' + d, e, k, c, m
            from unnest(cast(? as integer[]), cast(? as integer[]), cast(? as integer[]), cast(? as integer[]), cast(? as bigint[]))
              as added (d, e, k, c, m)
            order by 1, 2, 3, 4, 5
            on conflict do nothing
            """, """
            insert into product_event_loss as stored (on_day, reason, events)
            select date '1970-01-01' + d, r, n
            from unnest(cast(? as integer[]), cast(? as varchar[]), cast(? as bigint[])) as added (d, r, n)
            order by 1, 2
            on conflict (on_day, reason)
            do update set events = least(9223372036854775807, cast(stored.events as numeric) + excluded.events)
            """, """
            insert into product_event (number, name, definition, first_seen, last_seen)
            select e, n, x, date '1970-01-01' + d, date '1970-01-01' + d
            from unnest(cast(? as integer[]), cast(? as varchar[]), cast(? as varchar[]), cast(? as integer[])) as added (e, n, x, d)
            order by 1
            on conflict do nothing
            """, """
            insert into product_event_cell (event, cell, properties)
            select e, c, p from unnest(cast(? as integer[]), cast(? as integer[]), cast(? as varchar[])) as added (e, c, p)
            order by 1, 2
            on conflict (event, cell) do update set properties = excluded.properties
            """),
    H2("""
            select on_day, event, cell, total from final table (
              merge into product_event_daily stored using (
                select dateadd(day, d, date '1970-01-01') as on_day, e, c, n, s
                from unnest(cast(? as integer array), cast(? as integer array), cast(? as integer array),
                  cast(? as bigint array), cast(? as bigint array)) as rows (d, e, c, n, s)) added
              on stored.on_day = added.on_day and stored.event = added.e and stored.cell = added.c
              when matched then update set
                total = least(9223372036854775807, cast(stored.total as numeric(20)) + added.n),
                value_sum = least(9223372036854775807, cast(stored.value_sum as numeric(20)) + added.s)
              when not matched then insert (on_day, event, cell, total, value_sum)
                values (added.on_day, added.e, added.c, added.n, added.s))
            where value_sum = 9223372036854775807
            """, """
            merge into product_event_member stored using (
              select dateadd(day, d, date '1970-01-01') as in_week, e, k, c, m
              from unnest(cast(? as integer array), cast(? as integer array), cast(? as integer array),
                cast(? as integer array), cast(? as bigint array)) as rows (d, e, k, c, m)) added
            on stored.in_week = added.in_week and stored.event = added.e and stored.kind = added.k
              and stored.cell = added.c and stored.member = added.m
            when not matched then insert (in_week, event, kind, cell, member)
              values (added.in_week, added.e, added.k, added.c, added.m)
            """, """
            merge into product_event_loss stored using (
              select dateadd(day, d, date '1970-01-01') as on_day, r, n
              from unnest(cast(? as integer array), cast(? as varchar array), cast(? as bigint array)) as rows (d, r, n)) added
            on stored.on_day = added.on_day and stored.reason = added.r
            when matched then update set events = least(9223372036854775807, cast(stored.events as numeric(20)) + added.n)
            when not matched then insert (on_day, reason, events) values (added.on_day, added.r, added.n)
            """, """
            insert into product_event (number, name, definition, first_seen, last_seen)
            select e, n, x, dateadd(day, d, date '1970-01-01'), dateadd(day, d, date '1970-01-01')
            from unnest(cast(? as integer array), cast(? as varchar array), cast(? as varchar array),
              cast(? as integer array)) as added (e, n, x, d)
            where not exists (select 1 from product_event where number = e or name = n)
            """, """
            merge into product_event_cell stored using (
              select e, c, p from unnest(cast(? as integer array), cast(? as integer array), cast(? as varchar array))
                as rows (e, c, p)) added
            on stored.event = added.e and stored.cell = added.c
            when matched then update set properties = added.p
            when not matched then insert (event, cell, properties) values (added.e, added.c, added.p)
            """);

    static final int SLICE = 5000;
    /** The end of a statement. */
    private static final Pattern END = Pattern.compile(";\\s*(\n|$)");

    private final String daily;
    private final String members;
    private final String losses;
    private final String events;
    private final String cells;

    Dialect(String daily, String members, String losses, String events, String cells) {
        this.daily = daily;
        this.members = members;
        this.losses = losses;
        this.events = events;
        this.cells = cells;
    }

    static Dialect of(Connection connection) throws SQLException {
        String product = connection.getMetaData().getDatabaseProductName();
        for (Dialect dialect : values()) {
            if (dialect.name().equalsIgnoreCase(product)) {
                return dialect;
            }
        }
        throw new SQLException("Events are written to PostgreSQL and H2 only", "0A000");
    }

    /**
     * Begins a transaction. Else PostgreSQL keeps the locks of a client that it cannot reach for hours. On H2 all processes
     * lock the same row: two that write the same new row would fail, and not wait.
     */
    void begin(Statements statements) throws SQLException {
        if (this == H2) {
            List<String> unused = statements.query(
                    "select spool from product_event_spool order by spool fetch first 1 rows only for update",
                    row -> row.getString(1));
        } else {
            int unused = statements.update("set local idle_in_transaction_session_timeout = " + EventStore.silence());
        }
    }

    /** Deletes a slice of the rows. Two processes that do it at once wait for each other, and delete each row once. */
    String deleteSome(String table, String condition) {
        return this == H2
                ? "delete from " + table + " where " + condition + " fetch first " + SLICE + " rows only"
                : "delete from " + table + " where ctid = any (array(select ctid from " + table + " where " + condition
                        + " limit " + SLICE + "))";
    }

    /** Makes a statement that deletes one that also returns columns of what it deleted. */
    String returning(String delete, String columns) {
        return this == H2 ? "select " + columns + " from old table (" + delete + ")" : delete + " returning " + columns;
    }

    /** Runs the script that this jar ships. */
    void createTables(Connection connection) throws SQLException, IOException {
        String resource = "/io/serviceping/events/" + name().toLowerCase(Locale.ROOT) + "/V1__product_events.sql";
        try (InputStream stream = Dialect.class.getResourceAsStream(resource);
                Statement statement = connection.createStatement()) {
            if (stream == null) {
                throw new IOException("This jar has no " + resource);
            }
            for (String sql : END.split(new String(stream.readAllBytes(), StandardCharsets.UTF_8).strip(), 0)) {
                statement.execute(sql);
            }
            connection.commit();
        }
    }

    /** Adds totals and sums, and returns rows whose sum is the largest number. */
    String daily() {
        return daily;
    }

    /** Adds the members that are not there. */
    String members() {
        return members;
    }

    String losses() {
        return losses;
    }

    /** Adds the events of which neither the number nor the name is there. Who adds the same waits for the other's commit. */
    String events() {
        return events;
    }

    String cells() {
        return cells;
    }
}
