package io.serviceping.doctor;

import io.serviceping.definition.InvalidDefinitionsException;
import io.serviceping.definition.file.Problem;
import io.serviceping.job.installation.PingPlanner;
import io.serviceping.job.status.Plural;
import io.serviceping.settings.ServicePingSettings;
import io.serviceping.time.Period;
import java.util.List;

/** What {@code validate} says of the definitions, in short. */
final class DefinitionsCheck implements Check {
    private static final String REMEDY = "'validate' lists every problem with its file and line.";

    private final Subject subject;
    private final ServicePingSettings settings;

    DefinitionsCheck(Subject subject, ServicePingSettings settings) {
        this.subject = subject;
        this.settings = settings;
    }

    @Override
    public String name() {
        return "definitions";
    }

    @Override
    public List<Finding> look() {
        try {
            PingPlanner planner = new PingPlanner(subject.home(), settings);
            List<Problem> refusals = planner.definitions().refusals();
            if (!refusals.isEmpty()) {
                return List.of(summary(Finding::warning, refusals));
            }
            long metrics = planner.plan(Period.lastCompleteAt(subject.clock().instant()))
                    .metrics()
                    .count();
            return List.of(
                    metrics == 0
                            ? Finding.warning(
                                    "There is no metric in " + settings.definitions() + ".",
                                    "Put the product's definitions there (service-ping.definitions).")
                            : Finding.ok("Valid: " + Plural.of(metrics, "metric") + "."));
        } catch (InvalidDefinitionsException e) {
            return List.of(summary(Finding::critical, e.problems()));
        }
    }

    private static Finding summary(Kind kind, List<Problem> problems) {
        int more = problems.size() - 1;
        return kind.of(problems.get(0) + (more == 0 ? "" : "; and " + more + " more") + ".", REMEDY);
    }

    private interface Kind {
        Finding of(String text, String remedy);
    }
}
