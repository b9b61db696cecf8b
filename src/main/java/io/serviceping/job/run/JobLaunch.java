package io.serviceping.job.run;

import java.time.LocalDateTime;
import java.time.ZoneId;
import java.util.Comparator;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.batch.core.BatchStatus;
import org.springframework.batch.core.job.Job;
import org.springframework.batch.core.job.JobExecution;
import org.springframework.batch.core.job.JobExecutionException;
import org.springframework.batch.core.job.JobInstance;
import org.springframework.batch.core.job.parameters.JobParameters;
import org.springframework.batch.core.launch.JobOperator;
import org.springframework.batch.core.repository.JobRepository;
import org.springframework.batch.core.step.StepExecution;

/**
 * Starts or continues the job, whatever state a killed run has left. The caller holds the run lock, so an execution
 * that seems to be running belongs to a dead process.
 */
final class JobLaunch {
    private static final Logger LOG = LoggerFactory.getLogger(JobLaunch.class);

    private static final int KEPT_PERIODS = 8;
    private static final int KEPT_EXECUTIONS = 3;
    private static final int FORGOTTEN_AT_ONCE = 100;

    private static final Set<BatchStatus> RESTARTABLE_JOB = EnumSet.of(BatchStatus.STOPPED, BatchStatus.FAILED);
    private static final Set<BatchStatus> RESTARTABLE_STEP =
            EnumSet.of(BatchStatus.COMPLETED, BatchStatus.STOPPED, BatchStatus.FAILED);

    private final Job job;
    private final JobOperator operator;
    private final JobRepository repository;

    JobLaunch(Job job, JobOperator operator, JobRepository repository) {
        this.job = job;
        this.operator = operator;
        this.repository = repository;
    }

    JobExecution start(JobParameters parameters) throws JobExecutionException {
        repository.findRunningJobExecutions(job.getName()).forEach(this::mend);
        forgetOldPeriods();
        Optional.ofNullable(repository.getJobInstance(job.getName(), parameters))
                .ifPresent(this::mend);
        return operator.start(job, parameters);
    }

    /** Only the Spring Batch history of the current period is ever read. */
    private void forgetOldPeriods() {
        repository
                .getJobInstances(job.getName(), KEPT_PERIODS, FORGOTTEN_AT_ONCE)
                .forEach(repository::deleteJobInstance);
    }

    /** Each start reads the executions of its period, so starts would get slower with every failed run. */
    private void forgetOldExecutions(JobInstance instance) {
        repository.getJobExecutions(instance).stream()
                .sorted(Comparator.comparingLong(JobExecution::getId).reversed())
                .skip(KEPT_EXECUTIONS)
                .forEach(repository::deleteJobExecution);
    }

    /** Spring Batch does not start an instance without an execution, which a kill can leave. */
    private void mend(JobInstance instance) {
        forgetOldExecutions(instance);
        List<JobExecution> executions = repository.getJobExecutions(instance);
        if (executions.isEmpty()) {
            repository.deleteJobInstance(instance);
        }
        executions.forEach(this::mend);
    }

    /**
     * Marks as failed what Spring Batch would not restart: an execution that is not stopped or failed (even a completed
     * one is restarted while its ping is not delivered), and a step that is not completed, stopped or failed. Covers
     * all executions of the instance, since a restart looks at all of them.
     */
    private void mend(JobExecution execution) {
        execution.getStepExecutions().stream()
                .filter(step -> !RESTARTABLE_STEP.contains(step.getStatus()))
                .forEach(this::fail);
        if (!RESTARTABLE_JOB.contains(execution.getStatus())) {
            LOG.info("Continuing after a run that ended early: execution={}", execution.getId());
            execution.setStatus(BatchStatus.FAILED);
            execution.setEndTime(LocalDateTime.now(ZoneId.systemDefault()));
            repository.update(execution);
        }
    }

    private void fail(StepExecution step) {
        step.setStatus(BatchStatus.FAILED);
        repository.update(step);
    }
}
