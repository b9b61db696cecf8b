package io.serviceping.state;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.Arrays;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import javax.sql.DataSource;
import org.flywaydb.core.Flyway;
import org.flywaydb.core.api.MigrationInfo;
import org.flywaydb.core.api.MigrationState;
import org.springframework.core.io.ClassPathResource;
import org.springframework.dao.DataAccessResourceFailureException;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.jdbc.datasource.SingleConnectionDataSource;

/** The tables of a state database, which Flyway makes and changes. */
final class StateSchema {
    private static final String HISTORY = "service_ping_schema";
    private static final Pattern TABLE = Pattern.compile("(?im)^create table (?:if not exists )?(\\w+)");
    private static final String CLOSED = """
            select name from unnest(string_to_array(:names, ',')) name
            where to_regclass(name) is not null
              and not (has_table_privilege(name, 'select') and has_table_privilege(name, 'insert')
                   and has_table_privilege(name, 'update') and has_table_privilege(name, 'delete'))
            limit 1
            """;

    private final DataSource connections;
    private final boolean h2;

    /**
     * @param connections at least two, of which Flyway holds one as its lock
     */
    StateSchema(DataSource connections, boolean h2) {
        this.connections = connections;
        this.h2 = h2;
    }

    /** Whether the database has the history of its tables, which is made before them. */
    static boolean isPresent(JdbcClient jdbc) {
        return jdbc.sql("select count(*) from information_schema.tables where table_name = :name")
                        .param("name", HISTORY)
                        .query(Integer.class)
                        .single()
                > 0;
    }

    /** Whether tables are to be made or changed. A failed script is not pending, but has to run again. */
    boolean isBehind() {
        return !isUpToDate()
                && Arrays.stream(flyway(connections).info().all())
                        .map(MigrationInfo::getState)
                        .anyMatch(state -> state == MigrationState.PENDING || state == MigrationState.FAILED);
    }

    private boolean isUpToDate() {
        return new AppliedScripts(folder(), HISTORY).areOurs(connections);
    }

    /** Whether our user may make tables. */
    boolean mayBeChanged() {
        return h2
                || JdbcClient.create(connections)
                        .sql("select coalesce(has_schema_privilege(current_schema(), 'create'), false)")
                        .query(Boolean.class)
                        .single();
    }

    /** A table of ours that our user may not read and write. Empty: none. */
    Optional<String> closedTable() {
        if (h2) {
            return Optional.empty();
        }
        String made = Arrays.stream(flyway(connections).info().applied())
                .flatMap(migration -> tablesOf(migration.getScript()))
                .collect(Collectors.joining(","));
        return JdbcClient.create(connections)
                .sql(CLOSED)
                .param("names", made)
                .query(String.class)
                .optional();
    }

    private Stream<String> tablesOf(String script) {
        try {
            String text = new ClassPathResource(folder() + "/" + script).getContentAsString(StandardCharsets.UTF_8);
            return TABLE.matcher(text).results().map(table -> table.group(1));
        } catch (IOException e) {
            // The row that begins the history has no script.
            return Stream.empty();
        }
    }

    private String folder() {
        return "sql/state/" + (h2 ? "h2" : "postgresql");
    }

    void bringUpToDate() {
        if (isUpToDate()) {
            return;
        }
        if (h2) {
            forgetFailures(JdbcClient.create(connections));
            flyway(connections).migrate();
            return;
        }
        // On one connection, a migration and its row in Flyway's history are one transaction.
        try (Connection one = connections.getConnection()) {
            flyway(new SingleConnectionDataSource(one, true)).migrate();
        } catch (SQLException e) {
            throw new DataAccessResourceFailureException(e.getMessage(), e);
        }
    }

    /**
     * H2 commits each DDL statement separately, so a script can fail half-way, for example on a full disk. Our scripts
     * can run twice, but Flyway does not repeat a script whose failure is in its history.
     */
    private static void forgetFailures(JdbcClient jdbc) {
        if (isPresent(jdbc)) {
            jdbc.sql("delete from \"" + HISTORY + "\" where \"success\" = false")
                    .update();
        }
    }

    private Flyway flyway(DataSource some) {
        return Flyway.configure()
                .dataSource(some)
                .locations("classpath:" + folder())
                .table(HISTORY)
                // Refuse a schema from a newer version.
                .ignoreMigrationPatterns(new String[0])
                .baselineOnMigrate(true)
                .baselineVersion("0")
                .load();
    }
}
