package io.serviceping.doctor;

import io.serviceping.count.catalog.EventTables;
import io.serviceping.count.database.ApplicationDatabases;
import io.serviceping.count.database.DatabaseUnavailableException;
import io.serviceping.definition.DataCategory;
import io.serviceping.definition.InvalidDefinitionsException;
import io.serviceping.definition.MetricDefinition;
import io.serviceping.definition.file.Problem;
import io.serviceping.job.installation.EventAgreement;
import io.serviceping.job.installation.PingPlanner;
import io.serviceping.job.installation.StageFactory;
import io.serviceping.settings.ServicePingSettings;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;

/** How the application counts its events in one database. */
final class EventsCheck implements Check {
    private final ServicePingSettings settings;
    private final PingPlanner planner;
    private final String database;

    private EventsCheck(ServicePingSettings settings, PingPlanner planner, String database) {
        this.settings = settings;
        this.planner = planner;
        this.database = database;
    }

    /** One for each database with metrics over events. Invalid definitions are told by their own check. */
    static List<EventsCheck> all(Subject subject, ServicePingSettings settings) {
        PingPlanner planner = new PingPlanner(subject.home(), settings);
        try {
            return planner.definitions().all().stream()
                    .filter(one -> one.sql()
                            .filter(select -> EventTables.areIn(select.text()))
                            .isPresent())
                    .map(MetricDefinition::database)
                    .distinct()
                    .map(database -> new EventsCheck(settings, planner, database))
                    .toList();
        } catch (InvalidDefinitionsException e) {
            return List.of();
        }
    }

    @Override
    public String name() {
        return "events " + database;
    }

    @Override
    public List<Finding> look() throws InvalidDefinitionsException {
        try (ApplicationDatabases databases = StageFactory.one(settings, database)) {
            EventTables tables = EventTables.read(databases, database);
            List<Finding> findings = new ArrayList<>();
            if (!tables.missing().isEmpty()) {
                findings.add(
                        Finding.critical(
                                "Tables of events are missing, or of another version: "
                                        + String.join(", ", tables.missing()) + ".",
                                "Run V1__product_events.sql of the application's service-ping-events with its migrations. If they are in"
                                        + " a schema of their own, let the owner type: grant usage on schema NAME to USER;"
                                        + " grant select on all tables in schema NAME to USER; alter role USER set search_path = NAME, public"));
            }
            if (!tables.unreadable().isEmpty()) {
                findings.add(Finding.critical(
                        "Our user may not read " + String.join(", ", tables.unreadable()) + ".",
                        "Let the owner type: grant select on " + String.join(", ", tables.unreadable())
                                + " to that user."));
            }
            return findings.isEmpty() ? counted(tables, planner.agreement(databases)) : findings;
        } catch (DatabaseUnavailableException e) {
            return List.of(Finding.note("The database does not answer.", "See its own check."));
        }
    }

    private List<Finding> counted(EventTables tables, EventAgreement agreement) {
        List<Finding> findings = new ArrayList<>();
        List<String> others =
                agreement.problems(database).stream().map(Problem::toString).toList();
        if (!others.isEmpty()) {
            findings.add(Finding.critical(
                    Finding.sentence(
                            others.get(0) + (others.size() > 1 ? "; and " + (others.size() - 1) + " more" : "")),
                    "'validate --database' tells of each. Their metrics have no value until then."));
        }
        List<String> words =
                new ArrayList<>(List.of(tables.off().toLowerCase(Locale.ROOT).split("[\\s,;]+", -1)));
        words.removeIf(String::isEmpty);
        words.removeAll(Stream.of(DataCategory.values()).map(DataCategory::text).toList());
        if (!words.isEmpty()) {
            findings.add(Finding.critical(
                    "off_categories in product_event_switch has " + Finding.shown(words)
                            + ", which is no category and is taken for off: the application counts no events.",
                    "Let its admin name categories, between commas."));
        }
        if (!tables.sending()) {
            findings.add(Finding.note("The application counts events, and lets none be sent.", ""));
        }
        if (tables.keys() > 1) {
            findings.add(Finding.warning(
                    "The " + tables.nodes() + " processes of the last 28 days had " + tables.keys()
                            + " different member keys: a user is counted once for each.",
                    "Give all nodes of the application the same file as memberKey."));
        }
        if (tables.inMemory() > 0) {
            findings.add(
                    Finding.warning(
                            tables.inMemory()
                                    + " processes count events in memory: a kill loses those since the last flush.",
                            "Give the application a spool folder that it can write, for its user alone; health() has the reason."));
        }
        if (!tables.lost().isEmpty()) {
            findings.add(Finding.warning(
                    "Lost in the last 28 days: " + String.join(", ", tables.lost()) + ".",
                    "The application's log and health() tell more."));
        }
        if (findings.isEmpty()) {
            findings.add(Finding.ok(
                    "Events of " + tables.nodes() + " processes were counted in the last 28 days, and none was lost."));
        }
        List<String> uncounted = agreement.uncounted(database);
        if (!uncounted.isEmpty()) {
            findings.add(Finding.note("Not counted so far: " + Finding.shown(uncounted) + ".", ""));
        }
        return findings;
    }
}
