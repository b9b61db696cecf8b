package io.serviceping.count.catalog;

import io.serviceping.count.database.ApplicationDatabases;
import io.serviceping.count.database.BoundQuery;
import io.serviceping.count.database.Session;
import io.serviceping.count.database.SessionDialect;
import io.serviceping.definition.sql.SqlNames;
import io.serviceping.plan.scan.OmittedMetric;
import io.serviceping.plan.scan.Plan;
import io.serviceping.plan.scan.WrittenScan;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * What the tables in which an application counts its events tell of the counting itself.
 *
 * @param missing tables that are not there, or lack a column
 * @param unreadable tables that our user may not read
 * @param sending whether the application lets its events be sent
 * @param off the categories that it does not count, as its admin wrote them; empty: it counts all
 * @param nodes processes that counted in the last 28 days
 * @param keys how many different keys their members are hashed with
 * @param inMemory how many counted in memory in the last day, and have not ended
 * @param lost in the last 28 days, such as {@code value 3}
 */
public record EventTables(
        List<String> missing,
        List<String> unreadable,
        boolean sending,
        String off,
        long nodes,
        long keys,
        long inMemory,
        List<String> lost) {
    static final Map<String, String> COLUMNS = columns();
    static final Set<String> NAMES = Stream.concat(
                    COLUMNS.keySet().stream(),
                    Stream.of("product_event_cell", "product_event_usage", "product_event_unique"))
            .collect(Collectors.toUnmodifiableSet());
    private static final Set<String> MISSING =
            Set.of("42P01", "42703", "42S02", "42S03", "42S04", "42S22", "42102", "42104", "42122");
    private static final String SENDING = "select sending from product_event_switch";
    private static final String OFF = "select off_categories from product_event_switch";
    private static final String DEFINITIONS = "select number, definition from product_event";
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

    enum Access {
        OPEN,
        MISSING,
        REFUSED
    }

    /** @param rows none where there is no access */
    record Answer<T>(Access access, List<T> rows) {}

    /** Whether SQL reads tables or views of events. */
    public static boolean areIn(String sql) {
        return !Collections.disjoint(SqlNames.of(sql).words(), NAMES);
    }

    /**
     * Asks the database.
     *
     * @throws io.serviceping.count.database.DatabaseUnavailableException when the database does not answer
     */
    public static EventTables read(ApplicationDatabases databases, String database) {
        Map<Access, List<String>> tables = new EnumMap<>(Access.class);
        if (asked(databases, database, all(), row -> true).access() != Access.OPEN) {
            COLUMNS.forEach((table, columns) -> tables.computeIfAbsent(
                            asked(databases, database, noneOf(table, columns), row -> true)
                                    .access(),
                            any -> new ArrayList<>())
                    .add(table));
        }
        List<String> missing = tables.getOrDefault(Access.MISSING, List.of());
        List<String> unreadable = tables.getOrDefault(Access.REFUSED, List.of());
        if (!missing.isEmpty() || !unreadable.isEmpty()) {
            return new EventTables(missing, unreadable, true, "", 0, 0, 0, List.of());
        }
        return databases.with(database, session -> {
            boolean sending = !rows(session, SENDING, row -> row.getBoolean(1)).contains(false);
            List<String> lost = rows(session, LOST, row -> row.getString(1) + " " + row.getLong(2));
            String off = String.join(",", rows(session, OFF, row -> row.getString(1)));
            return rows(session, NODES, row -> counted(row, sending, off, lost)).get(0);
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
        Answer<Boolean> sending = asked(databases, database, SENDING, row -> row.getBoolean(1));
        if (sending.access() == Access.REFUSED) {
            return Optional.of("our user may not read product_event_switch, so events are not sent");
        }
        return sending.rows().contains(false)
                ? Optional.of("the application counts events, and lets none be sent")
                : Optional.empty();
    }

    /**
     * By number the definitions by which the application counts events. Empty: our user may not read them. An application
     * without their table has counted none.
     *
     * @throws io.serviceping.count.database.DatabaseUnavailableException when the database does not answer
     */
    public static Optional<Map<Integer, String>> definitions(ApplicationDatabases databases, String database) {
        Answer<Map.Entry<Integer, String>> answer =
                asked(databases, database, DEFINITIONS, row -> Map.entry(row.getInt(1), row.getString(2)));
        return answer.access() == Access.REFUSED
                ? Optional.empty()
                : Optional.of(answer.rows().stream().collect(Collectors.toMap(Map.Entry::getKey, Map.Entry::getValue)));
    }

    private static EventTables counted(ResultSet row, boolean sending, String off, List<String> lost)
            throws SQLException {
        return new EventTables(
                List.of(), List.of(), sending, off, row.getLong(1), row.getLong(2), row.getLong(3), lost);
    }

    static <T> Answer<T> asked(
            ApplicationDatabases databases, String database, String sql, BoundQuery.RowReader<T> reader) {
        return databases.with(database, session -> {
            try {
                return new Answer<>(Access.OPEN, rows(session, sql, reader));
            } catch (SQLException e) {
                if (SessionDialect.isConnectionLost(e)) {
                    throw e;
                }
                return new Answer<T>(
                        MISSING.contains(SessionDialect.state(e)) ? Access.MISSING : Access.REFUSED, List.of());
            }
        });
    }

    /** The tables are where the role finds them, as in metrics. */
    private static <T> List<T> rows(Session session, String sql, BoundQuery.RowReader<T> reader) throws SQLException {
        return session.read(connection -> BoundQuery.of(sql).rowsAsRole(session.dialect(), connection, reader));
    }

    /** Fails if one of the tables, or a column, is not there or not open. */
    private static String all() {
        return COLUMNS.entrySet().stream()
                .map(table -> "(" + noneOf(table.getKey(), table.getValue()) + ") " + table.getKey())
                .collect(Collectors.joining(", ", "select 1 from ", ""));
    }

    private static String noneOf(String table, String columns) {
        return "select " + columns + " from " + table + " where 1 = 0";
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
        columns.put("product_event_journal", "on_day, event, definition, cell, value_sum, members");
        return columns;
    }
}
