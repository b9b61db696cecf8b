package io.serviceping.count.catalog;

import io.serviceping.count.database.ApplicationDatabases;
import io.serviceping.count.database.DatabaseUnavailableException;
import io.serviceping.count.database.Session;
import io.serviceping.definition.sql.AllowedFunctions;
import io.serviceping.definition.sql.SqlNames;
import io.serviceping.plan.scan.Plan;
import io.serviceping.plan.scan.WrittenScan;
import java.sql.SQLException;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Refuses metrics whose names mean something that a database has of its own: a function, an operator, a cast or a domain
 * that an admin has not allowed. What the names mean to the database, no definition file tells.
 */
public final class FunctionCheck {
    private final ApplicationDatabases databases;
    private final AllowedFunctions allowed;
    private final Map<String, List<OwnFunction>> known = new HashMap<>();

    public FunctionCheck(ApplicationDatabases databases, AllowedFunctions allowed) {
        this.databases = databases;
        this.allowed = allowed;
    }

    /**
     * The plan without the metrics that are refused.
     *
     * @throws DatabaseUnavailableException when a database cannot be asked
     */
    public Plan checked(Plan plan) {
        Map<WrittenScan, String> refused = new LinkedHashMap<>();
        for (WrittenScan scan : plan.scans()) {
            problem(scan).ifPresent(problem -> refused.put(scan, problem));
        }
        return refused.isEmpty() ? plan : plan.without(refused);
    }

    /**
     * Why the scan is refused, or empty.
     *
     * @throws DatabaseUnavailableException when its database cannot be asked
     */
    public Optional<String> problem(WrittenScan scan) {
        List<OwnFunction> own = known.computeIfAbsent(scan.database(), this::ownFunctions);
        if (own.isEmpty()) {
            return Optional.empty();
        }
        SqlNames names = SqlNames.of(scan.sql());
        return own.stream()
                .filter(one -> one.isMeantBy(names) && !allowed.contains(one.schema(), one.function()))
                .findFirst()
                .map(one -> one.what() + ", which is of the database's own: leave it out, or let an admin allow it with"
                        + " service-ping.functions: [" + one.schema() + "." + one.function() + "]"
                        + (one.shadowsBuiltIn() ? ", or write pg_catalog." + one.function() : ""));
    }

    /**
     * What a database says of each function of its own or built in that is allowed, a line each.
     *
     * @throws DatabaseUnavailableException when it cannot be asked
     */
    public List<String> described(String database) {
        return allowed.names().isEmpty()
                ? List.of()
                : ask(database, (queries, session) -> queries.describe(session, allowed.names()));
    }

    /** Whether our user may do everything in the database, which is H2's. */
    public boolean isAdminOfH2(String database) {
        return ask(database, OwnFunctions::isAdmin);
    }

    private List<OwnFunction> ownFunctions(String database) {
        return ask(database, OwnFunctions::all);
    }

    @FunctionalInterface
    private interface Question<T> {
        T ask(OwnFunctions queries, Session session) throws SQLException;
    }

    private <T> T ask(String database, Question<T> question) {
        return databases.with(database, session -> question.ask(OwnFunctions.of(session), session));
    }
}
