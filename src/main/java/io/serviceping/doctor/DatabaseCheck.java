package io.serviceping.doctor;

import io.serviceping.count.catalog.DatabaseSetup;
import io.serviceping.count.catalog.FunctionCheck;
import io.serviceping.count.database.ApplicationDatabases;
import io.serviceping.count.database.DatabaseUnavailableException;
import io.serviceping.definition.InvalidDefinitionsException;
import io.serviceping.definition.MetricDefinition;
import io.serviceping.job.installation.PingPlanner;
import io.serviceping.job.installation.StageFactory;
import io.serviceping.settings.ServicePingSettings;
import java.util.ArrayList;
import java.util.List;

/** One application database: whether it answers, what our user may do there, and what makes counting slow. */
final class DatabaseCheck implements Check {
    private static final String READ_ONLY =
            "Use a user who may only read (docs/how-to/install.md, a database role that may"
                    + " only read), in service-ping.databases.";

    private final Subject subject;
    private final ServicePingSettings settings;
    private final String database;

    DatabaseCheck(Subject subject, ServicePingSettings settings, String database) {
        this.subject = subject;
        this.settings = settings;
        this.database = database;
    }

    @Override
    public String name() {
        return "database " + database;
    }

    @Override
    public List<Finding> look() {
        try (ApplicationDatabases databases = StageFactory.one(settings, database)) {
            PingPlanner planner = new PingPlanner(subject.home(), settings);
            DatabaseSetup setup = DatabaseSetup.read(databases, database, definitions(planner));
            return setup.isH2()
                    ? ofH2(setup, new FunctionCheck(databases, planner.functions()).isAdminOfH2(database))
                    : ofPostgres(setup);
        } catch (DatabaseUnavailableException e) {
            return List.of(Finding.critical(String.valueOf(e.getMessage()), remedy(e)));
        }
    }

    /** Invalid definitions are told by their own check. */
    private List<MetricDefinition> definitions(PingPlanner planner) {
        try {
            return planner.definitions().all().stream()
                    .filter(one -> one.database().equals(database))
                    .toList();
        } catch (InvalidDefinitionsException e) {
            return List.of();
        }
    }

    private String remedy(DatabaseUnavailableException e) {
        return switch (e.remedy()) {
            case WAIT -> "See that the database runs and can be reached from here; the next run tries again.";
            case PERMISSION -> "Give the user of service-ping.databases." + database + " its password and its rights.";
            case CONFIGURATION -> "Correct service-ping.databases." + database + ".url.";
        };
    }

    private List<Finding> ofH2(DatabaseSetup setup, boolean isAdmin) {
        List<Finding> findings = new ArrayList<>();
        findings.add(Finding.ok("H2 " + setup.version() + " answers."));
        if (isAdmin) {
            findings.add(Finding.warning(
                    "The user " + setup.user()
                            + " is an administrator of H2, who may write, and read files through SQL.",
                    READ_ONLY));
        }
        findings.addAll(slow(setup));
        return findings;
    }

    private List<Finding> ofPostgres(DatabaseSetup setup) {
        List<Finding> findings = new ArrayList<>();
        findings.add(Finding.ok("PostgreSQL " + setup.version() + (setup.isReplica() ? ", a replica," : "")
                + " answers; each statement of ours ends after "
                + settings.collection().statementTimeout().toMillis() / 1000.0 + " s (the user's own limit: "
                + setup.ownTimeout() + ")."));
        if (setup.isTooOld()) {
            findings.add(Finding.warning(
                    "PostgreSQL " + setup.version() + " is older than 13, the oldest version that is tested.",
                    "Update the server, or count in a replica of a newer version."));
        }
        if (setup.isSuperuser()) {
            findings.add(Finding.warning("The user " + setup.user() + " is a superuser, who may write.", READ_ONLY));
        } else if (!setup.writable().isEmpty()) {
            findings.add(Finding.warning(
                    "The user " + setup.user() + " may write: " + Finding.shown(setup.writable()) + ".", READ_ONLY));
        } else {
            findings.add(Finding.ok("The user " + setup.user() + " may only read."));
        }
        if (!setup.withoutStatistics().isEmpty()) {
            findings.add(Finding.warning(
                    "PostgreSQL has no statistics, or old ones, of " + Finding.shown(setup.withoutStatistics())
                            + ": ranges and plans are guesses.",
                    "Let the owner type: analyze " + setup.withoutStatistics().get(0)
                            + "; and see why autovacuum does not."));
        }
        findings.addAll(slow(setup));
        return findings;
    }

    private static List<Finding> slow(DatabaseSetup setup) {
        return setup.withoutIndex().isEmpty()
                ? List.of()
                : List.of(Finding.note(
                        "No index begins with the timestamp_column " + Finding.shown(setup.withoutIndex())
                                + ": a window that is counted alone reads the whole table.",
                        "If such a metric is slow ('plan' names it): create index on "
                                + setup.withoutIndex().get(0).replaceFirst("\\.([^.]*)$", " ($1)") + "."));
    }
}
