package io.serviceping.job.run;

import io.serviceping.count.Census;
import io.serviceping.count.CensusStore;
import io.serviceping.count.database.ApplicationDatabases;
import io.serviceping.count.database.BrakeCheck;
import io.serviceping.definition.InvalidDefinitionsException;
import io.serviceping.job.installation.PingIds;
import io.serviceping.job.installation.Planning;
import io.serviceping.plan.scan.Plan;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import org.springframework.batch.core.scope.context.ChunkContext;
import org.springframework.batch.core.step.StepContribution;
import org.springframework.batch.core.step.tasklet.Tasklet;
import org.springframework.batch.infrastructure.repeat.RepeatStatus;

/**
 * Makes the plan, and begins the counting or finds the one that was begun. Every database is asked for a sign of life
 * first, since a ping of nulls is no ping, and whether the brakes can work there.
 */
final class PlanTasklet implements Tasklet {
    private final RunParameters parameters;
    private final Planning planning;
    private final ApplicationDatabases databases;
    private final CensusStore store;
    private final InstantSource clock;
    private final RunState run;

    PlanTasklet(
            RunParameters parameters,
            Planning planning,
            ApplicationDatabases databases,
            CensusStore store,
            InstantSource clock,
            RunState run) {
        this.parameters = parameters;
        this.planning = planning;
        this.databases = databases;
        this.store = store;
        this.clock = clock;
        this.run = run;
    }

    @Override
    public RepeatStatus execute(StepContribution contribution, ChunkContext context)
            throws InvalidDefinitionsException {
        Census census = store.begin(census());
        Plan plan = planning.shared(parameters.period(), census.startedAt(), databases);
        new BrakeCheck(databases).require(plan.databases());
        run.begin(census, plan);
        return RepeatStatus.FINISHED;
    }

    private Census census() {
        return new Census(
                PingIds.of(parameters.instanceId(), parameters.period()),
                parameters.instanceId(),
                parameters.period().toString(),
                parameters.period().asOf(),
                clock.instant().truncatedTo(ChronoUnit.MILLIS),
                parameters.reason());
    }
}
