package io.serviceping.demo;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Stream;
import javax.sql.DataSource;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.jdbc.datasource.DataSourceUtils;
import org.springframework.jdbc.datasource.SingleConnectionDataSource;
import org.springframework.jdbc.datasource.init.ResourceDatabasePopulator;

/**
 * The database of Tracker, a made-up issue tracker with CI, for trying Service Ping: two years of history up to a given
 * instant. The same scale and instant give the same rows on H2 and on PostgreSQL.
 *
 * <p>The data source must give auto-commit connections; one is used at a time. Open H2 with {@code
 * MODE=PostgreSQL;DATABASE_TO_LOWER=TRUE;DEFAULT_NULL_ORDERING=HIGH}.
 */
public final class DemoDatabase {
    private static final int MAX_SCALE = 1000;
    private static final String INFO = "demo_info";
    private static final String VIEW = "database_info";

    /** In order of creation: parents first. */
    private static final List<String> TABLES = List.of(
            "users",
            "projects",
            "memberships",
            "milestones",
            "issues",
            "merge_requests",
            "notes",
            "pipelines",
            "builds",
            "events",
            "api_tokens",
            "webhook_deliveries",
            "page_views",
            "application_settings");

    /**
     * The numbers of builds and memberships differ a little: builds follow from the pipelines, and duplicate
     * memberships are removed.
     */
    private static final Map<String, Integer> ROWS_AT_SCALE_ONE = Map.ofEntries(
            Map.entry("users", 4_000),
            Map.entry("projects", 300),
            Map.entry("memberships", 6_000),
            Map.entry("milestones", 1_200),
            Map.entry("issues", 30_000),
            Map.entry("merge_requests", 20_000),
            Map.entry("notes", 80_000),
            Map.entry("pipelines", 20_000),
            Map.entry("events", 70_000),
            Map.entry("api_tokens", 1_500),
            Map.entry("webhook_deliveries", 5_000),
            Map.entry("page_views", 10_000));

    private static final String CREATE_INFO = """
        create table demo_info (
            as_of timestamp with time zone not null,
            scale integer not null,
            complete boolean not null,
            total_rows bigint not null
        )
        """;
    private static final String BEGIN =
            "insert into demo_info (as_of, scale, complete, total_rows) values (?, ?, false, 0)";
    private static final String COMPLETE = "update demo_info set complete = true, total_rows = ?";
    private static final String EXISTING = "select as_of, scale from demo_info where complete";

    private final DataSource dataSource;
    private final JdbcClient jdbc;

    private DemoDatabase(DataSource dataSource) {
        this.dataSource = dataSource;
        this.jdbc = JdbcClient.create(dataSource);
    }

    /**
     * What was created.
     *
     * @param rows of all tables
     * @param took total time, with indexes and statistics
     */
    public record Summary(long rows, Duration took) {}

    /**
     * Creates the demo database. Replaces an earlier one, complete or not.
     *
     * @param scale 1 to 1000; 1 makes about 300 000 rows, 40 more than ten million
     * @param asOf end of the history, in whole seconds; every time in the database is before it
     * @throws IllegalArgumentException if the scale is out of range
     * @throws IllegalStateException if one of the tables exists and is not from a demo; then nothing is changed
     */
    public static Summary create(DataSource dataSource, int scale, Instant asOf) {
        if (scale < 1 || scale > MAX_SCALE) {
            throw new IllegalArgumentException("scale must be 1 to " + MAX_SCALE + " but was " + scale);
        }
        return on(dataSource, demo -> demo.create(scale, asOf.truncatedTo(ChronoUnit.SECONDS)));
    }

    /**
     * An existing demo database.
     *
     * @param asOf end of its history
     * @param scale 1 to 1000
     */
    public record Existing(Instant asOf, int scale) {}

    /** The existing demo database. Empty: there is none, or it is incomplete. */
    public static Optional<Existing> existing(DataSource dataSource) {
        return on(dataSource, DemoDatabase::existing);
    }

    /** Uses one connection for everything, because H2 would close and reopen the database between two. */
    private static <T> T on(DataSource dataSource, Function<DemoDatabase, T> work) {
        Connection connection = DataSourceUtils.getConnection(dataSource);
        try {
            return work.apply(new DemoDatabase(new SingleConnectionDataSource(connection, true)));
        } finally {
            DataSourceUtils.releaseConnection(connection, dataSource);
        }
    }

    private Optional<Existing> existing() {
        if (!relations().contains(INFO)) {
            return Optional.empty();
        }
        return jdbc.sql(EXISTING)
                .query((row, index) -> new Existing(
                        row.getObject("as_of", OffsetDateTime.class).toInstant(), row.getInt("scale")))
                .optional();
    }

    private Summary create(int scale, Instant asOf) {
        long started = System.nanoTime();
        String dialect = dialect();
        clear();
        begin(scale, asOf);
        fill(new DemoScript(ROWS_AT_SCALE_ONE, scale, asOf), dialect);
        long rows = TABLES.stream().mapToLong(this::count).sum();
        jdbc.sql(COMPLETE).param(rows).update();
        return new Summary(rows, Duration.ofNanos(System.nanoTime() - started));
    }

    /** Drops the marker last, so that an interrupted clearing can be repeated. */
    private void clear() {
        Set<String> relations = relations();
        if (!relations.contains(INFO)) {
            requireNone(relations);
            return;
        }
        jdbc.sql("drop view if exists " + VIEW).update();
        for (int i = TABLES.size() - 1; i >= 0; i--) {
            jdbc.sql("drop table if exists " + TABLES.get(i) + " cascade").update();
        }
        jdbc.sql("drop table " + INFO).update();
    }

    private static void requireNone(Set<String> relations) {
        List<String> taken = Stream.concat(TABLES.stream(), Stream.of(VIEW))
                .filter(relations::contains)
                .toList();
        if (!taken.isEmpty()) {
            throw new IllegalStateException("the demo database needs the names " + String.join(", ", taken)
                    + ", which exist already and are not a demo's (there is no table " + INFO
                    + "): give it an empty database or schema");
        }
    }

    private void begin(int scale, Instant asOf) {
        jdbc.sql(CREATE_INFO).update();
        jdbc.sql(BEGIN).param(asOf.atOffset(ZoneOffset.UTC)).param(scale).update();
    }

    private void fill(DemoScript script, String dialect) {
        List<String> paths =
                List.of(dialect + "/start.sql", "tables.sql", "rows.sql", "indexes.sql", dialect + "/finish.sql");
        for (String path : paths) {
            new ResourceDatabasePopulator(script.resolved(path)).execute(dataSource);
        }
    }

    private long count(String table) {
        return jdbc.sql("select count(*) from " + table).query(Long.class).single();
    }

    private String dialect() {
        String product = new JdbcTemplate(dataSource)
                .execute((Connection connection) -> connection.getMetaData().getDatabaseProductName());
        return switch (product) {
            case "H2" -> "h2";
            case "PostgreSQL" -> "postgresql";
            default ->
                throw new IllegalStateException("the demo database runs on H2 and PostgreSQL, not on " + product);
        };
    }

    private Set<String> relations() {
        return new JdbcTemplate(dataSource).execute((Connection connection) -> relations(connection));
    }

    /** The names in the current schema, in lower case: tables and all other relations that could conflict with a table. */
    private static Set<String> relations(Connection connection) throws SQLException {
        String schema = connection.getSchema();
        try (ResultSet found = connection.getMetaData().getTables(connection.getCatalog(), schema, "%", null)) {
            Set<String> names = new HashSet<>();
            while (found.next()) {
                names.add(found.getString("TABLE_NAME").toLowerCase(Locale.ROOT));
            }
            return names;
        }
    }
}
