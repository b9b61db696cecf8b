package io.serviceping.job.run;

import java.util.Optional;
import org.springframework.batch.core.BatchStatus;
import org.springframework.batch.core.job.JobExecution;
import org.springframework.batch.core.job.JobExecutionException;
import org.springframework.batch.core.job.JobInterruptedException;

/** Finds the cause of a failed job among the exceptions that Spring Batch keeps. */
final class JobFailure {
    private JobFailure() {}

    /** The first failure that is not just a consequence of another. Empty: the job did not fail. */
    static Optional<Exception> first(JobExecution execution) {
        if (execution.getStatus() != BatchStatus.FAILED && execution.getStatus() != BatchStatus.UNKNOWN) {
            return Optional.empty();
        }
        Optional<Exception> cause = execution.getStepExecutions().stream()
                .flatMap(step -> step.getFailureExceptions().stream())
                .filter(e -> !(e instanceof JobExecutionException) && !(e instanceof JobInterruptedException))
                .map(e -> e instanceof Exception exception ? exception : new IllegalStateException(e))
                .findFirst();
        return cause.or(() -> execution.getAllFailureExceptions().stream()
                        .findFirst()
                        .map(e -> e instanceof Exception exception ? exception : new IllegalStateException(e)))
                .or(() -> Optional.of(new IllegalStateException("the job ended " + execution.getExitStatus())));
    }
}
