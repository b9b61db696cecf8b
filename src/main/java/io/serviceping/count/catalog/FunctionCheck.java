package io.serviceping.count.catalog;

import io.serviceping.count.database.ApplicationDatabases;
import io.serviceping.count.database.DatabaseUnavailableException;
import io.serviceping.count.database.Session;
import io.serviceping.definition.sql.AllowedFunctions;
import io.serviceping.definition.sql.SqlNames;
import io.serviceping.plan.scan.NotShared;
import io.serviceping.plan.scan.Plan;
import io.serviceping.plan.scan.WrittenScan;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Refuses metrics with a function, operator, cast or domain of the database's own that no admin has allowed. Only the
 * database knows what a name means, so definition files cannot be checked for this.
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
     * The plan without the refused metrics. A metric with an allowed function, operator or cast of the database's own
     * shares no scan: an own {@code =} may take other values for equal than a shared scan does. No metric shares one where
     * the SQL of shared scans itself could mean such an object.
     *
     * @throws DatabaseUnavailableException when a database does not answer
     */
    public Plan checked(Plan plan) {
        Map<WrittenScan, String> refused = new LinkedHashMap<>();
        List<NotShared> notShared = new ArrayList<>();
        for (WrittenScan scan : plan.scans()) {
            List<OwnFunction> meant = meantBy(scan);
            Optional<String> problem = problem(meant);
            problem.ifPresent(why -> refused.put(scan, why));
            if (problem.isEmpty()) {
                whyNotShared(scan, meant)
                        .ifPresent(why -> scan.answers().forEach(metric -> notShared.add(new NotShared(metric, why))));
            }
        }
        return plan.without(refused, notShared);
    }

    private Optional<String> whyNotShared(WrittenScan scan, List<OwnFunction> meant) {
        return meant.isEmpty()
                ? of(scan.database()).stream()
                        .filter(OwnFunction::canBeInSharedScans)
                        .findFirst()
                        .map(one ->
                                "the database has an own cast or operator of built-in types, which a shared scan could"
                                        + " use: " + one.schema() + "." + one.function())
                : Optional.of(meant.get(0).what() + ", which is of the database's own");
    }

    private List<OwnFunction> of(String database) {
        return known.computeIfAbsent(database, this::ownFunctions);
    }

    /**
     * The reason why the scan is refused, or empty.
     *
     * @throws DatabaseUnavailableException when its database does not answer
     */
    public Optional<String> problem(WrittenScan scan) {
        return problem(meantBy(scan));
    }

    private List<OwnFunction> meantBy(WrittenScan scan) {
        List<OwnFunction> own = of(scan.database());
        if (own.isEmpty()) {
            return own;
        }
        SqlNames names = SqlNames.of(scan.sql());
        List<OwnFunction> named =
                own.stream().filter(one -> one.isMeantBy(names)).toList();
        return canBeAsked(named) ? resolved(scan, named) : named;
    }

    /** Parsing can run what a type calls, such as its check of a literal, so a metric with such a type is not parsed. */
    private boolean canBeAsked(List<OwnFunction> named) {
        return named.stream().anyMatch(OwnFunction::isShownByTree)
                && named.stream().allMatch(one -> one.isShownByTree() || isAllowed(one));
    }

    /** Without the functions that only have a name in common with what the statement calls. */
    private List<OwnFunction> resolved(WrittenScan scan, List<OwnFunction> named) {
        return databases
                .with(scan.database(), session -> ParseTree.numbers(session, scan))
                .map(numbers ->
                        named.stream().filter(one -> one.canBeIn(numbers)).toList())
                .orElse(named);
    }

    private boolean isAllowed(OwnFunction one) {
        return allowed.contains(one.schema(), one.function());
    }

    private Optional<String> problem(List<OwnFunction> meant) {
        return meant.stream()
                .filter(one -> !isAllowed(one))
                .findFirst()
                .map(one -> one.what() + ", which is of the database's own: leave it out, or let an admin allow it with"
                        + " service-ping.functions: [" + one.schema() + "." + one.function() + "]"
                        + (one.shadowsBuiltIn() ? ", or write pg_catalog." + one.function() : ""));
    }

    /**
     * Describes each allowed function in a database, built in or not, in one line.
     *
     * @throws DatabaseUnavailableException when the database does not answer
     */
    public List<String> described(String database) {
        return allowed.names().isEmpty()
                ? List.of()
                : ask(database, (queries, session) -> queries.describe(session, allowed.names()));
    }

    /** Whether the database is H2 and our user is its admin. */
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
