package io.serviceping.count;

import io.serviceping.count.catalog.CatalogReader;
import io.serviceping.count.catalog.FunctionCheck;
import io.serviceping.count.database.ApplicationDatabases;
import io.serviceping.count.database.DatabaseUnavailableException;
import io.serviceping.count.database.Session;
import io.serviceping.count.database.SessionDialect;
import io.serviceping.plan.MarginalScans;
import io.serviceping.plan.scan.FusedScan;
import io.serviceping.plan.scan.PlannedMetric;
import io.serviceping.plan.scan.SharedScan;
import io.serviceping.plan.scan.WrittenScan;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.stream.Collectors;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Reads cost estimates from the databases' optimizers; runs no statement. Not thread-safe. */
public final class CostEstimates {
    /** A scan of more metrics has no estimates by metric: each would take the plan of one more scan. */
    public static final int MOST_METRICS = 100;

    private static final JsonMapper JSON = JsonMapper.builder().build();

    private final ApplicationDatabases databases;
    private final FunctionCheck check;
    /** By database and SQL: scans that differ by one metric share most statements. */
    private final Map<String, Estimate> asked = new HashMap<>();

    /** @param check of each statement before it is planned: one for fewer metrics than the plan's is a new one */
    public CostEstimates(ApplicationDatabases databases, FunctionCheck check) {
        this.databases = databases;
        this.check = check;
    }

    /**
     * The estimate for a statement over the whole table.
     *
     * @throws DatabaseUnavailableException when the database does not answer
     */
    public Estimate of(WrittenScan scan) {
        String sql = scan.readable();
        return asked.computeIfAbsent(
                scan.database() + " " + sql,
                key -> check.problem(scan)
                        .<Estimate>map(Estimate.Unknown::new)
                        .orElseGet(() -> ask(scan.database(), sql)));
    }

    /**
     * The estimated cost of a shared scan, and what each metric adds to it.
     *
     * @param asOf the end of every window
     * @throws DatabaseUnavailableException when the database does not answer
     */
    public ScanCost of(SharedScan scan, Instant asOf) {
        Map<PlannedMetric, FusedScan> without = scan.answers().size() > MOST_METRICS
                ? Map.of()
                : new CatalogReader(databases).withFacts(scan.database(), facts -> MarginalScans.of(scan, facts, asOf));
        return new ScanCost(
                scan.whole(scan.fused()).stream().map(this::of).toList(),
                without.entrySet().stream()
                        .collect(Collectors.toMap(
                                Map.Entry::getKey,
                                entry -> scan.whole(entry.getValue()).stream()
                                        .map(this::of)
                                        .toList())),
                scan.asWritten().entrySet().stream()
                        .collect(Collectors.toMap(Map.Entry::getKey, entry -> of(entry.getValue()))));
    }

    private Estimate ask(String database, String sql) {
        Session session = databases.lookUps(database);
        if (session.dialect() == SessionDialect.H2) {
            return new Estimate.Unknown("H2 gives no estimates");
        }
        try {
            String answer = session.read(connection -> explained(session.dialect(), connection, sql));
            JsonNode plan = JSON.readTree(answer).path(0).path("Plan");
            return new Estimate.Known(
                    plan.path("Total Cost").doubleValue(),
                    plan.path("Plan Rows").longValue());
        } catch (SQLException e) {
            databases.check(database);
            return new Estimate.Unknown(SessionDialect.words(e));
        }
    }

    private static String explained(SessionDialect dialect, Connection connection, String sql) throws SQLException {
        try (Statement statement = connection.createStatement();
                ResultSet answer =
                        dialect.asRole(connection, () -> statement.executeQuery("explain (format json) " + sql))) {
            answer.next();
            return answer.getString(1);
        }
    }
}
