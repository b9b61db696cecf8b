package io.serviceping.doctor;

import io.serviceping.definition.InvalidDefinitionsException;
import io.serviceping.definition.MetricDefinitions;
import io.serviceping.definition.file.Problem;
import io.serviceping.job.installation.Home;
import io.serviceping.job.installation.PingPlanner;
import io.serviceping.settings.ServicePingSettings;
import java.util.List;

/** What {@code validate} says of the definitions, in short. */
final class DefinitionsCheck implements Check {
    private static final String REMEDY = "'validate' lists every problem with its file and line.";

    private final Home home;
    private final ServicePingSettings settings;

    DefinitionsCheck(Home home, ServicePingSettings settings) {
        this.home = home;
        this.settings = settings;
    }

    @Override
    public String name() {
        return "definitions";
    }

    @Override
    public List<Finding> look() {
        try {
            MetricDefinitions definitions = new PingPlanner(home, settings).definitions();
            if (!definitions.refusals().isEmpty()) {
                return List.of(summary(Finding::warning, definitions.refusals()));
            }
            int metrics = definitions.all().stream()
                    .mapToInt(one -> one.metrics().size())
                    .sum();
            return List.of(
                    metrics == 0
                            ? Finding.warning(
                                    "There is no metric in " + settings.definitions() + ".",
                                    "Put the product's definitions there (service-ping.definitions).")
                            : Finding.ok(
                                    "Valid: " + definitions.all().size() + " definitions, " + metrics + " metrics."));
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
