package io.serviceping.count.catalog;

import io.serviceping.count.database.ApplicationDatabases;
import io.serviceping.count.database.BoundQuery;
import io.serviceping.count.database.Session;
import io.serviceping.count.database.SessionDialect;
import io.serviceping.plan.scan.OmittedMetric;
import io.serviceping.plan.scan.Plan;
import io.serviceping.plan.scan.WrittenScan;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * What the tables in which an application counts its events tell of the counting itself.
 *
 * @param missing tables that are not there, or lack a column
 * @param unreadable tables that our user may not read
 * @param sending whether the application lets its events be sent
 * @param nodes processes that counted in the last 28 days
 * @param keys how many different keys their members are hashed with
 * @param inMemory how many counted in memory in the last day, and have not ended
 * @param lost in the last 28 days, such as {@code value 3}
 */
public record EventTables(
        List<String> missing,
        List<String> unreadable,
        boolean sending,
        long nodes,
        long keys,
        long inMemory,
        List<String> lost) {
    private static final String BEGIN = "product_event_";
    private static final Map<String, String> COLUMNS = columns();
    private static final Set<String> MISSING =
            Set.of("42P01", "42703", "42S02", "42S03", "42S04", "42S22", "42102", "42104", "42122");
    private static final String SENDING = "select sending from product_event_switch";
    private static final String NODES = """
            select count(*), count(distinct member_key),
                   count(case when durability = 'memory' and not closed
                                   and seen_at >= localtimestamp - interval '1' day then 1 end)
            from product_event_spool where seen_at >= localtimestamp - interval '28' day
            """;
    private static final String LOST = """
            select reason, sum(events) from product_event_loss
            where on_day >= current_date - interval '28' day group by reason order by 1
            """;

    public EventTables {
        missing = List.copyOf(missing);
        unreadable = List.copyOf(unreadable);
        lost = List.copyOf(lost);
    }

    private enum Access {
        OPEN,
        MISSING,
        REFUSED
    }

    /** Whether SQL reads tables of events. */
    public static boolean areIn(String sql) {
        return sql.toLowerCase(Locale.ROOT).contains(BEGIN);
    }

    /**
     * Asks the database.
     *
     * @throws io.serviceping.count.database.DatabaseUnavailableException when the database does not answer
     */
    public static EventTables read(ApplicationDatabases databases, String database) {
        List<String> missing = new ArrayList<>();
        List<String> unreadable = new ArrayList<>();
        COLUMNS.forEach((table, columns) -> {
            switch (access(databases, database, table, columns)) {
                case OPEN -> {}
                case MISSING -> missing.add(table);
                case REFUSED -> unreadable.add(table);
            }
        });
        if (!missing.isEmpty() || !unreadable.isEmpty()) {
            return new EventTables(missing, unreadable, true, 0, 0, 0, List.of());
        }
        return databases.with(database, session -> {
            boolean sending = isSending(session);
            List<String> lost = rows(session, LOST, row -> row.getString(1) + " " + row.getLong(2));
            return rows(session, NODES, row -> counted(row, sending, lost)).get(0);
        });
    }

    /**
     * The plan without metrics over events of applications that let none be sent. Where that cannot be read, none is sent
     * either; an application without the switch has not switched.
     *
     * @throws io.serviceping.count.database.DatabaseUnavailableException when a database does not answer
     */
    public static Plan sent(Plan plan, ApplicationDatabases databases) {
        Map<String, Optional<String>> known = new HashMap<>();
        Map<WrittenScan, String> kept = new LinkedHashMap<>();
        for (WrittenScan scan : plan.scans()) {
            if (areIn(scan.sql())) {
                known.computeIfAbsent(scan.database(), name -> reasonToKeep(databases, name))
                        .ifPresent(reason -> kept.put(scan, reason));
            }
        }
        return plan.without(kept, OmittedMetric.Why.LEFT_OUT);
    }

    private static Optional<String> reasonToKeep(ApplicationDatabases databases, String database) {
        return switch (access(databases, database, "product_event_switch", "sending")) {
            case MISSING -> Optional.empty();
            case REFUSED -> Optional.of("our user may not read product_event_switch, so events are not sent");
            case OPEN ->
                databases.with(database, EventTables::isSending)
                        ? Optional.empty()
                        : Optional.of("the application counts events, and lets none be sent");
        };
    }

    private static EventTables counted(ResultSet row, boolean sending, List<String> lost) throws SQLException {
        return new EventTables(List.of(), List.of(), sending, row.getLong(1), row.getLong(2), row.getLong(3), lost);
    }

    private static Access access(ApplicationDatabases databases, String database, String table, String columns) {
        return databases.with(database, session -> {
            try {
                List<Boolean> unused =
                        rows(session, "select " + columns + " from " + table + " where 1 = 0", row -> true);
                return Access.OPEN;
            } catch (SQLException e) {
                if (SessionDialect.isConnectionLost(e)) {
                    throw e;
                }
                return MISSING.contains(SessionDialect.state(e)) ? Access.MISSING : Access.REFUSED;
            }
        });
    }

    private static boolean isSending(Session session) throws SQLException {
        return !rows(session, SENDING, row -> row.getBoolean(1)).contains(false);
    }

    /** The tables are where the role finds them, as in metrics. */
    private static <T> List<T> rows(Session session, String sql, BoundQuery.RowReader<T> reader) throws SQLException {
        return session.read(connection -> BoundQuery.of(sql).rowsAsRole(session.dialect(), connection, reader));
    }

    private static Map<String, String> columns() {
        Map<String, String> columns = new LinkedHashMap<>();
        columns.put("product_event", "number, name, definition, first_seen, last_seen");
        columns.put("product_event_daily", "on_day, event, cell, total, value_sum");
        columns.put("product_event_member", "in_week, event, kind, cell, member");
        columns.put("product_event_sketch", "in_week, event, kind, cell, registers, estimate");
        columns.put("product_event_spool", "spool, generation, seen_at, durability, member_key, closed");
        columns.put("product_event_loss", "on_day, reason, events");
        columns.put("product_event_switch", "id, counting, sending, off_categories");
        columns.put("product_event_journal", "on_day, event, cell, value_sum, members");
        return columns;
    }
}
