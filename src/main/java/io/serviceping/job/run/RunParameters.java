package io.serviceping.job.run;

import io.serviceping.outbox.Outbox;
import io.serviceping.outbox.Ping;
import io.serviceping.outbox.PingState;
import io.serviceping.time.Period;
import java.util.Optional;
import java.util.UUID;
import org.springframework.batch.core.job.parameters.JobParameters;
import org.springframework.batch.core.job.parameters.JobParametersBuilder;

/**
 * The parameters of a run. Instance and period identify the job instance, so that every run for a period continues the
 * same one.
 *
 * @param named whether a person has named the period, and not the clock
 * @param reason as in the payload: {@code scheduled} or {@code manual}
 * @param submit whether to deliver the frozen ping
 */
record RunParameters(UUID instanceId, Period period, boolean named, String reason, boolean submit) {
    /** The same, without delivery if it is not allowed. */
    RunParameters submitOnlyIf(boolean isAllowed) {
        return new RunParameters(instanceId, period, named, reason, submit && isAllowed);
    }

    /** The period's ping. Empty: it is not frozen. */
    Optional<Ping> ping(Outbox outbox) {
        return outbox.find(instanceId, period.toString());
    }

    boolean isDelivered(Outbox outbox) {
        return ping(outbox).map(Ping::state).filter(PingState.DELIVERED::equals).isPresent();
    }

    JobParameters toJobParameters() {
        return new JobParametersBuilder()
                .addString("instance", instanceId.toString(), true)
                .addString("period", period.toString(), true)
                .addString("reason", reason, false)
                .addString("submit", Boolean.toString(submit), false)
                .toJobParameters();
    }
}
