package io.serviceping.count.catalog;

import io.serviceping.count.database.ApplicationDatabases;
import io.serviceping.count.database.DatabaseUnavailableException;
import io.serviceping.count.database.Session;
import io.serviceping.count.database.SessionDialect;
import io.serviceping.definition.sql.AllowedFunctions;
import io.serviceping.definition.sql.SqlNames;
import io.serviceping.plan.scan.NotShared;
import io.serviceping.plan.scan.OmittedMetric;
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
    private static final String WITH_NULLS =
            "; the database has types for which reading a text runs something, so that the"
                    + " metric was checked with (null::pg_catalog.unknown) in place of texts that could be of such a type: write a"
                    + " text that is not with ' alone, and one that begins with a bracket as cast('…' as type)";

    private final ApplicationDatabases databases;
    private final AllowedFunctions allowed;
    private final Map<String, List<OwnFunction>> known = new HashMap<>();
    private final Map<String, Callable> callable = new HashMap<>();

    public FunctionCheck(ApplicationDatabases databases, AllowedFunctions allowed) {
        this.databases = databases;
        this.allowed = allowed;
    }

    /** What a statement calls that is not known to have no effect; or why the database did not tell. */
    private record Verdict(List<OwnFunction> meant, Optional<String> notNow) {}

    /** A statement, with the names in it. */
    private record Form(WrittenScan scan, SqlNames names) {
        Form(WrittenScan scan) {
            this(scan, SqlNames.of(scan.sql()));
        }
    }

    /**
     * The plan without the refused metrics. A metric with an allowed function, operator or cast of the database's own
     * shares no scan: an own {@code =} may take other values for equal than a shared scan does.
     *
     * @throws DatabaseUnavailableException when a database does not answer
     */
    public Plan checked(Plan plan) {
        Map<WrittenScan, String> refused = new LinkedHashMap<>();
        Map<WrittenScan, String> unknown = new LinkedHashMap<>();
        List<NotShared> apart = new ArrayList<>();
        for (WrittenScan scan : plan.scans()) {
            Verdict verdict = verdict(scan);
            Optional<String> problem = problem(verdict.meant());
            problem.ifPresent(why -> refused.put(scan, why));
            if (problem.isEmpty() && verdict.notNow().isPresent()) {
                unknown.put(scan, verdict.notNow().get());
            } else if (problem.isEmpty()) {
                verdict.meant().stream().findFirst().ifPresent(one -> apart.addAll(notShared(scan, words(one))));
            }
        }
        return plan.without(refused, OmittedMetric.Why.CALLS_A_FUNCTION)
                .without(unknown, OmittedMetric.Why.NOT_CHECKED)
                .apart(apart);
    }

    /**
     * The metrics that must not share a scan, because a statement that we would write for them calls something of the
     * database's own, allowed or not.
     *
     * @param statements of a shared scan, as they will run
     * @throws DatabaseUnavailableException when their database does not answer
     */
    public List<NotShared> notShared(List<WrittenScan> statements) {
        for (WrittenScan statement : statements) {
            Verdict verdict = verdict(statement);
            Optional<String> why = verdict.notNow()
                    .map(FunctionCheck::notChecked)
                    .or(() -> verdict.meant().stream().findFirst().map(FunctionCheck::words));
            if (why.isPresent()) {
                return notShared(statement, "a scan shared with others " + why.get());
            }
        }
        return List.of();
    }

    private static List<NotShared> notShared(WrittenScan scan, String why) {
        return scan.answers().stream().map(metric -> new NotShared(metric, why)).toList();
    }

    private static String notChecked(String why) {
        return OmittedMetric.Why.NOT_CHECKED.text() + ": " + why;
    }

    private static String words(OwnFunction one) {
        return one.what() + one.whose();
    }

    private Callable callable(String database) {
        return callable.computeIfAbsent(database, name -> databases.with(name, Callable::of));
    }

    /**
     * The reason why the scan must not run, or must not run now; or empty.
     *
     * @throws DatabaseUnavailableException when its database does not answer
     */
    public Optional<String> problem(WrittenScan scan) {
        Verdict verdict = verdict(scan);
        return problem(verdict.meant()).or(() -> verdict.notNow().map(FunctionCheck::notChecked));
    }

    /** Of all that runs for the scan. Planning runs it with its values written out, which can have other types. */
    private Verdict verdict(WrittenScan scan) {
        List<OwnFunction> meant = new ArrayList<>();
        Optional<String> notNow = Optional.empty();
        for (WrittenScan one = scan; one != null; one = one.sketches().orElse(null)) {
            Form readable = new Form(new WrittenScan(one.database(), one.readable(), List.of(), one.answers()));
            callable(one.database()).planned(readable.names()).forEach(meant::add);
            for (Form form : forms(one, readable)) {
                Verdict verdict = verdictOf(form);
                meant.addAll(verdict.meant());
                notNow = notNow.or(verdict::notNow);
            }
        }
        return new Verdict(meant, notNow);
    }

    /** None for a scan that cannot call any of it: with its values written out it has at least the same names. */
    private List<Form> forms(WrittenScan scan, Form readable) {
        Callable some = callable(scan.database());
        if (some.hasTrees() && !some.canBeIn(readable.names())) {
            return List.of();
        }
        return scan.parameters().isEmpty() ? List.of(readable) : List.of(new Form(scan), readable);
    }

    private Verdict verdictOf(Form form) {
        WrittenScan scan = form.scan();
        SqlNames names = form.names();
        Callable some = callable(scan.database());
        if (!some.hasTrees()) {
            return new Verdict(byNames(scan, names), Optional.empty());
        }
        boolean runsWhenParsed = some.canRunWhenParsed(names);
        List<OwnFunction> parsed = runsWhenParsed
                ? named(scan, names).filter(OwnFunction::whenParsed).toList()
                : List.of();
        if (!parsed.stream().allMatch(this::isAllowed)) {
            return new Verdict(parsed, Optional.empty());
        }
        String text = runsWhenParsed ? SqlNames.withoutLiterals(scan.sql(), some.canRunForAnyText()) : scan.sql();
        return databases.with(scan.database(), session -> {
            try {
                return new Verdict(
                        ParseTree.called(session, scan.parameters(), text).orElseGet(() -> byNames(scan, names)),
                        Optional.empty());
            } catch (SQLException e) {
                if (SessionDialect.isConnectionLost(e)) {
                    throw e;
                }
                return new Verdict(
                        byNames(scan, names),
                        Optional.of(SessionDialect.words(e) + (text.equals(scan.sql()) ? "" : WITH_NULLS)));
            }
        });
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
        return one.hasNoEffect() || allowed.contains(one.schema(), one.function());
    }

    private Optional<String> problem(List<OwnFunction> meant) {
        return meant.stream()
                .filter(one -> !isAllowed(one))
                .findFirst()
                .map(one -> one.what() + one.whose() + ": " + one.remedy() + ", or let an admin allow it with"
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
    private interface CatalogTask<T> {
        T ask(OwnFunctions queries, Session session) throws SQLException;
    }

    private <T> T ask(String database, CatalogTask<T> task) {
        return databases.with(database, session -> task.ask(OwnFunctions.of(session), session));
    }
}
