package io.serviceping.job.installation;

import io.serviceping.count.catalog.CatalogReader;
import io.serviceping.count.catalog.EventHistory;
import io.serviceping.count.catalog.EventTables;
import io.serviceping.count.catalog.FunctionCheck;
import io.serviceping.count.database.ApplicationDatabases;
import io.serviceping.count.range.RangedStatements;
import io.serviceping.definition.DefinitionSources;
import io.serviceping.definition.InvalidDefinitionsException;
import io.serviceping.definition.KeyPath;
import io.serviceping.definition.Metric;
import io.serviceping.definition.MetricDefinition;
import io.serviceping.definition.MetricDefinitions;
import io.serviceping.definition.file.Problem;
import io.serviceping.definition.file.Suggestion;
import io.serviceping.definition.sql.AllowedFunctions;
import io.serviceping.event.EventDefinitions;
import io.serviceping.plan.MetricSelection;
import io.serviceping.plan.Planner;
import io.serviceping.plan.SharedScanPlanner;
import io.serviceping.plan.fusion.Narrowing;
import io.serviceping.plan.scan.NotShared;
import io.serviceping.plan.scan.Plan;
import io.serviceping.settings.ServicePingSettings;
import io.serviceping.time.Period;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Makes a plan from the configured definition files. */
public final class PingPlanner {
    private final Given given;
    private final Planner planner;
    private final Duration settle;
    private final Narrowing narrowing = new Narrowing();
    private @Nullable Valid valid;

    /** All that decides whether definitions are valid, besides what the files of their folders hold. */
    public record Given(DefinitionSources sources, Path eventDefinitions, String productVersion, List<String> exclude) {
        /** With all files that definitions consist of; some need not exist. */
        public List<Path> folders() {
            return List.of(sources.definitions(), sources.sqlFiles(), eventDefinitions);
        }
    }

    private record Valid(MetricDefinitions metrics, EventDefinitions events) {}

    public PingPlanner(Home home, ServicePingSettings settings) {
        this.given = new Given(
                new DefinitionSources(
                        home.folder(),
                        settings.definitions(),
                        settings.sqlFiles(),
                        settings.databases().keySet(),
                        new AllowedFunctions(Set.copyOf(settings.functions()))),
                settings.eventDefinitions(),
                settings.product().version(),
                settings.exclude());
        this.settle = settings.collection().appendSettle();
        this.planner = new Planner(new MetricSelection(settings.switchedOff(), settings::excludes));
    }

    /** What {@link #definitions} reads. */
    public Given given() {
        return given;
    }

    /**
     * All definitions, read and validated once.
     *
     * @throws InvalidDefinitionsException also when a pattern of {@code exclude} matches no metric: a misspelt one would
     *     let a metric be sent that the admin has left out
     */
    public MetricDefinitions definitions() throws InvalidDefinitionsException {
        return valid().metrics();
    }

    /**
     * Whether applications count events by these definitions.
     *
     * @throws InvalidDefinitionsException as {@link #definitions}
     */
    public EventAgreement agreement(ApplicationDatabases databases) throws InvalidDefinitionsException {
        return new EventAgreement(valid().events(), definitions().all(), databases);
    }

    /**
     * The catalogue that the application counts its events by. Metrics need not be valid.
     *
     * @throws InvalidDefinitionsException with every problem of the events
     */
    public String catalogue() throws InvalidDefinitionsException {
        EventDefinitions events = events();
        if (!events.problems().isEmpty()) {
            throw new InvalidDefinitionsException(events.problems());
        }
        return events.catalogue();
    }

    private EventDefinitions events() {
        return EventDefinitions.read(given.sources(), given.eventDefinitions(), given.productVersion());
    }

    private Valid valid() throws InvalidDefinitionsException {
        Valid known = valid == null ? read() : valid;
        valid = known;
        return known;
    }

    private Valid read() throws InvalidDefinitionsException {
        EventDefinitions events = events();
        MetricDefinitions definitions = MetricDefinitions.load(given.sources(), events);
        List<KeyPath> known = definitions.all().stream()
                .flatMap(one -> one.metrics().stream())
                .map(Metric::keyPath)
                .toList();
        List<Problem> problems = given.exclude().stream()
                .filter(pattern -> known.stream().noneMatch(key -> ServicePingSettings.matches(pattern, key)))
                .map(pattern -> new Problem(
                        Path.of("configuration"),
                        0,
                        null,
                        "service-ping.exclude: '" + pattern + "' matches no metric"
                                + Suggestion.question(
                                        pattern,
                                        known.stream().map(KeyPath::value).toList())))
                .toList();
        if (!problems.isEmpty()) {
            throw new InvalidDefinitionsException(problems);
        }
        return new Valid(definitions, events);
    }

    /** The functions that metrics may call besides those known to have no side effect. */
    public AllowedFunctions functions() {
        return given.sources().functions();
    }

    /** The plan for a period with one statement for each metric. Asks no database. */
    public Plan plan(Period period) throws InvalidDefinitionsException {
        return planner.plan(definitions().all(), period.asOf());
    }

    /** The plan for a period with shared scans, for a count that begins now. */
    public Plan shared(Period period, Instant now, ApplicationDatabases databases) throws InvalidDefinitionsException {
        return shared(period, now, now, databases);
    }

    /**
     * The plan for a period with shared scans.
     *
     * @param begun when counting began
     * @param now when it goes on
     * @throws io.serviceping.count.database.DatabaseUnavailableException when a database cannot be asked about its
     *     tables
     */
    public Plan shared(Period period, Instant begun, Instant now, ApplicationDatabases databases)
            throws InvalidDefinitionsException {
        List<MetricDefinition> definitions = definitions().all();
        SharedScanPlanner sharing = new SharedScanPlanner(definitions, begun, settle, narrowing);
        FunctionCheck check = new FunctionCheck(databases, functions());
        Plan sent = EventTables.sent(check.checked(planner.plan(definitions, period.asOf())), databases);
        Plan plan = EventHistory.answered(agreement(databases).agreed(sent), now, databases);
        for (String database : plan.databases().toList()) {
            plan = shared(plan, database, sharing, new CatalogReader(databases), check);
        }
        return plan;
    }

    /** Writes the statements of the plans with shared scans without metrics that fail. */
    public Narrowing narrowing() {
        return narrowing;
    }

    /** Leaves metrics apart until no statement that we write could call something of the database's own. */
    private static Plan shared(
            Plan asWritten, String database, SharedScanPlanner sharing, CatalogReader catalogs, FunctionCheck check) {
        Plan shared = catalogs.withFacts(database, facts -> sharing.share(asWritten, database, facts));
        List<NotShared> apart = shared.shared().stream()
                .filter(scan -> scan.database().equals(database))
                .flatMap(scan -> check.notShared(RangedStatements.of(scan)).stream())
                .toList();
        return apart.isEmpty() ? shared : shared(asWritten.apart(apart), database, sharing, catalogs, check);
    }
}
