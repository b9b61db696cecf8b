package io.serviceping.job.run;

import org.springframework.batch.core.scope.context.ChunkContext;
import org.springframework.batch.core.step.StepContribution;
import org.springframework.batch.core.step.tasklet.Tasklet;
import org.springframework.batch.infrastructure.repeat.RepeatStatus;

/**
 * Delivers the pings that are due, oldest first. Runs outside any state transaction, since HTTP can be slow. Ends as
 * stopped while this run's ping is not delivered, so that a later run continues here.
 */
final class SubmitTasklet implements Tasklet {
    private final RunInputs run;

    SubmitTasklet(RunInputs run) {
        this.run = run;
    }

    @Override
    public RepeatStatus execute(StepContribution contribution, ChunkContext context) {
        if (run.parameters().submit()) {
            run.delivery().deliver();
        }
        if (!run.parameters().isDelivered(run.state().outbox())) {
            contribution.getStepExecution().setTerminateOnly();
        }
        return RepeatStatus.FINISHED;
    }
}
