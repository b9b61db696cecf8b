package io.serviceping.job.run;

import io.serviceping.job.delivery.OutboxDelivery;
import io.serviceping.outbox.Outbox;
import io.serviceping.outbox.Ping;
import io.serviceping.outbox.PingState;
import org.springframework.batch.core.ExitStatus;
import org.springframework.batch.core.scope.context.ChunkContext;
import org.springframework.batch.core.step.StepContribution;
import org.springframework.batch.core.step.tasklet.Tasklet;
import org.springframework.batch.infrastructure.repeat.RepeatStatus;

/** Delivers the pings that are due, oldest first. Runs outside any state transaction, since HTTP can be slow. */
final class SubmitTasklet implements Tasklet {
    /** The step's exit code while this run's ping is not delivered: a later run continues here. */
    static final String WAITING = "WAITING";

    private final OutboxDelivery delivery;
    private final Outbox outbox;
    private final RunParameters parameters;

    SubmitTasklet(OutboxDelivery delivery, Outbox outbox, RunParameters parameters) {
        this.delivery = delivery;
        this.outbox = outbox;
        this.parameters = parameters;
    }

    @Override
    public RepeatStatus execute(StepContribution contribution, ChunkContext context) {
        if (parameters.submit()) {
            delivery.deliver();
        }
        boolean delivered = outbox.find(
                        parameters.instanceId(), parameters.period().toString())
                .map(Ping::state)
                .filter(state -> state == PingState.DELIVERED)
                .isPresent();
        if (!delivered) {
            contribution.setExitStatus(new ExitStatus(WAITING));
        }
        return RepeatStatus.FINISHED;
    }
}
