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
import java.util.stream.Stream;

/**
 * Refuses metrics with a function, operator, cast or domain of the database's own that no admin has allowed. Only the
 * database knows what a name means, so definition files cannot be checked for this.
 */
public final class FunctionCheck {
    private final ApplicationDatabases databases;
    private final AllowedFunctions allowed;
    private final Map<String, List<OwnFunction>> known = new HashMap<>();
    private final Map<String, Callable> callable = new HashMap<>();

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
                ? callable(scan.database())
                        .inSharedScans()
                        .map(one -> "the database has an own cast or operator of built-in types, which a shared scan"
                                + " could use: " + one)
                : Optional.of(meant.get(0).what() + meant.get(0).whose());
    }

    private Callable callable(String database) {
        return callable.computeIfAbsent(database, name -> databases.with(name, Callable::of));
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
        Callable some = callable(scan.database());
        SqlNames names = SqlNames.of(scan.sql());
        if (!some.hasTrees()) {
            return byNames(scan, names);
        }
        if (!some.canBeIn(names)) {
            return List.of();
        }
        boolean runsWhenParsed = some.canRunWhenParsed(names);
        List<OwnFunction> parsed = runsWhenParsed
                ? named(scan, names).filter(OwnFunction::whenParsed).toList()
                : List.of();
        return parsed.stream().allMatch(this::isAllowed)
                ? ofTree(scan, runsWhenParsed ? SqlNames.withoutLiterals(scan.sql()) : scan.sql())
                        .or(() -> ofTree(scan, scan.sql()))
                        .orElseGet(() -> byNames(scan, names))
                : parsed;
    }

    private Optional<List<OwnFunction>> ofTree(WrittenScan scan, String sql) {
        return databases.with(scan.database(), session -> ParseTree.called(session, scan.parameters(), sql));
    }

    private List<OwnFunction> byNames(WrittenScan scan, SqlNames names) {
        return Stream.concat(
                        callable(scan.database()).builtIn(names).map(OwnFunction::builtIn).stream(), named(scan, names))
                .toList();
    }

    private Stream<OwnFunction> named(WrittenScan scan, SqlNames names) {
        return known.computeIfAbsent(scan.database(), this::ownFunctions).stream()
                .filter(one -> one.isMeantBy(names));
    }

    private boolean isAllowed(OwnFunction one) {
        return allowed.contains(one.schema(), one.function());
    }

    private Optional<String> problem(List<OwnFunction> meant) {
        return meant.stream()
                .filter(one -> !isAllowed(one))
                .findFirst()
                .map(one -> one.what() + one.whose() + ": leave it out, or let an admin allow it with"
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
