package io.serviceping.job.run;

import io.serviceping.consent.Consent;
import io.serviceping.consent.ConsentDecision;
import io.serviceping.outbox.Outbox;
import org.springframework.batch.core.ExitStatus;
import org.springframework.batch.core.scope.context.ChunkContext;
import org.springframework.batch.core.step.StepContribution;
import org.springframework.batch.core.step.tasklet.Tasklet;
import org.springframework.batch.infrastructure.repeat.RepeatStatus;

/** Decides what the run does: nothing while Service Ping is off, and no counting once the ping is frozen. */
final class GateTasklet implements Tasklet {
    static final String OFF = "OFF";
    static final String FROZEN = "FROZEN";

    private final Consent consent;
    private final Outbox outbox;
    private final RunParameters parameters;

    GateTasklet(Consent consent, Outbox outbox, RunParameters parameters) {
        this.consent = consent;
        this.outbox = outbox;
        this.parameters = parameters;
    }

    @Override
    public RepeatStatus execute(StepContribution contribution, ChunkContext context) {
        if (consent.decide() instanceof ConsentDecision.Off) {
            contribution.setExitStatus(new ExitStatus(OFF));
        } else if (outbox.find(parameters.instanceId(), parameters.period().toString())
                .isPresent()) {
            contribution.setExitStatus(new ExitStatus(FROZEN));
        }
        return RepeatStatus.FINISHED;
    }
}
