package io.serviceping.job;

import java.util.Comparator;
import java.util.Optional;
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

    private final Job job;
    private final JobOperator operator;
    private final JobRepository repository;

    JobLaunch(Job job, JobOperator operator, JobRepository repository) {
        this.job = job;
        this.operator = operator;
        this.repository = repository;
    }

    JobExecution start(JobParameters parameters) throws JobExecutionException {
        recover();
        forgetOldPeriods();
        Optional.ofNullable(repository.getJobInstance(job.getName(), parameters))
                .ifPresent(instance -> {
                    mend(instance);
                    forgetOldExecutions(instance);
                });
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

    private void recover() {
        for (JobExecution abandoned : repository.findRunningJobExecutions(job.getName())) {
            LOG.info("Continuing after a run that was killed: execution={}", abandoned.getId());
            operator.recover(abandoned);
        }
    }

    /**
     * A kill can leave an instance without an execution, and an execution that was told to stop with steps that look as
     * if they were running; a state database that went away leaves what ended nobody knows how.
     */
    private void mend(JobInstance instance) {
        JobExecution last = repository.getLastJobExecution(instance);
        if (last == null) {
            repository.deleteJobInstance(instance);
            return;
        }
        last.getStepExecutions().stream()
                .filter(step -> step.getStatus().isRunning() || step.getStatus() == BatchStatus.UNKNOWN)
                .forEach(this::fail);
        if (last.getStatus() == BatchStatus.UNKNOWN) {
            last.setStatus(BatchStatus.FAILED);
            repository.update(last);
        }
    }

    private void fail(StepExecution step) {
        step.setStatus(BatchStatus.FAILED);
        repository.update(step);
    }
}
