package io.serviceping.job.run;

import io.serviceping.count.Counting;
import io.serviceping.count.SharedScanRunner;
import io.serviceping.count.database.ThrottleCheck;
import io.serviceping.definition.InvalidDefinitionsException;
import io.serviceping.job.installation.PingIds;
import io.serviceping.job.installation.PingPlanner;
import io.serviceping.plan.scan.Plan;
import java.time.Instant;
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
    private final SharedScanRunner.Stage stage;
    private final StoredScan.Stores stores;

    PlanTasklet(RunInputs run, SharedScanRunner.Stage stage, StoredScan.Stores stores) {
        this.run = run;
        this.stage = stage;
        this.stores = stores;
    }

    @Override
    public RepeatStatus execute(StepContribution contribution, ChunkContext context)
            throws InvalidDefinitionsException {
        Counting counting = stores.counting().begin(counting());
        PingPlanner planner = run.planner();
        Instant now = run.request().clock().instant();
        Plan plan = planner.shared(run.parameters().period(), counting.startedAt(), now, stage.databases());
        new ThrottleCheck(stage.databases()).require(plan.databases());
        run.context()
                .begin(
                        counting,
                        plan,
                        scan -> new SharedScanRunner(
                                scan, planner.narrowing(), stage, new StoredScan(stores, counting, scan)));
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
