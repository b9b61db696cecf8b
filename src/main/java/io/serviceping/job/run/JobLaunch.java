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
 * Starts the job or continues it, whatever state a killed run has left behind. The caller holds the run lock, so that
 * an execution that looks as if it were running is one whose process has died.
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

    /** Nothing is ever read in the history of Spring Batch but that of the period at hand. */
    private void forgetOldPeriods() {
        repository
                .getJobInstances(job.getName(), KEPT_PERIODS, FORGOTTEN_AT_ONCE)
                .forEach(repository::deleteJobInstance);
    }

    /** Each start reads the executions of its period, so a run that fails again and again would take longer and longer. */
    private void forgetOldExecutions(JobInstance instance) {
        repository.getJobExecutions(instance).stream()
                .sorted(Comparator.comparingLong(JobExecution::getId).reversed())
                .skip(KEPT_EXECUTIONS)
                .forEach(repository::deleteJobExecution);
    }

    /** A kill can leave an instance without an execution, which Spring Batch does not start. */
    private void mend(JobInstance instance) {
        forgetOldExecutions(instance);
        List<JobExecution> executions = repository.getJobExecutions(instance);
        if (executions.isEmpty()) {
            repository.deleteJobInstance(instance);
        }
        executions.forEach(this::mend);
    }

    /**
     * Makes failed whatever Spring Batch would not start again: of an execution everything but a stop or a failure, since
     * it is only asked to start a job whose ping is not delivered; of a step, everything that has not ended, or ended
     * nobody knows how. A restart looks at the executions and steps of the whole instance, not only at the last ones.
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
