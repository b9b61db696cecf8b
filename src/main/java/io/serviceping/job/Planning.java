package io.serviceping.job;

import io.serviceping.definition.DefinitionSources;
import io.serviceping.definition.InvalidDefinitionsException;
import io.serviceping.definition.MetricDefinitions;
import io.serviceping.plan.Period;
import io.serviceping.plan.Plan;
import io.serviceping.plan.Planner;
import io.serviceping.plan.Selection;
import io.serviceping.settings.ServicePingSettings;

/** The way from the configured definition files to a plan. */
public final class Planning {
    private final DefinitionSources sources;
    private final Planner planner;

    public Planning(Home home, ServicePingSettings settings) {
        this.sources = new DefinitionSources(
                home.folder(),
                settings.definitions(),
                settings.sqlFiles(),
                settings.databases().keySet());
        this.planner = new Planner(new Selection(settings.switchedOff(), settings::excludes));
    }

    /** All definitions, checked. */
    public MetricDefinitions definitions() throws InvalidDefinitionsException {
        return MetricDefinitions.load(sources);
    }

    /** What a ping of that period asks. */
    public Plan plan(Period period) throws InvalidDefinitionsException {
        return planner.plan(definitions().all(), period.asOf());
    }
}
