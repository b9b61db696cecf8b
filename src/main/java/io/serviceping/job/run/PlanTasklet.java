package io.serviceping.job.run;

import io.serviceping.count.Counting;
import io.serviceping.count.CountingStore;
import io.serviceping.count.database.ApplicationDatabases;
import io.serviceping.count.database.ThrottleCheck;
import io.serviceping.definition.InvalidDefinitionsException;
import io.serviceping.job.installation.PingIds;
import io.serviceping.job.installation.PingPlanner;
import io.serviceping.plan.scan.Plan;
import java.time.temporal.ChronoUnit;
import org.springframework.batch.core.scope.context.ChunkContext;
import org.springframework.batch.core.step.StepContribution;
import org.springframework.batch.core.step.tasklet.Tasklet;
import org.springframework.batch.infrastructure.repeat.RepeatStatus;

/**
 * Makes the plan, and begins or resumes the counting. First checks that every database answers, since a ping without
 * values is useless, and that its throttles can work.
 */
final class PlanTasklet implements Tasklet {
    private final RunInputs run;
    private final ApplicationDatabases databases;
    private final CountingStore store;

    PlanTasklet(RunInputs run, ApplicationDatabases databases, CountingStore store) {
        this.run = run;
        this.databases = databases;
        this.store = store;
    }

    @Override
    public RepeatStatus execute(StepContribution contribution, ChunkContext context)
            throws InvalidDefinitionsException {
        Counting counting = store.begin(counting());
        Plan plan = new PingPlanner(run.request().home(), run.settings())
                .shared(run.parameters().period(), counting.startedAt(), databases);
        new ThrottleCheck(databases).require(plan.databases());
        run.context().begin(counting, plan);
        return RepeatStatus.FINISHED;
    }

    private Counting counting() {
        RunParameters parameters = run.parameters();
        return new Counting(
                PingIds.of(parameters.instanceId(), parameters.period()),
                parameters.instanceId(),
                parameters.period().toString(),
                parameters.period().asOf(),
                run.request().clock().instant().truncatedTo(ChronoUnit.MILLIS),
                parameters.reason());
    }
}
