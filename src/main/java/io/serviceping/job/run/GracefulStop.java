package io.serviceping.job.run;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.batch.core.job.Job;
import org.springframework.batch.core.job.JobExecution;
import org.springframework.batch.core.launch.JobExecutionNotRunningException;
import org.springframework.batch.core.launch.JobOperator;
import org.springframework.batch.core.repository.JobRepository;
import org.springframework.context.SmartLifecycle;
import org.springframework.dao.DataAccessException;
import org.springframework.transaction.TransactionException;

/** Lets a terminated process end its job between two scans or ranges, so that the next run repeats no work. */
final class GracefulStop implements SmartLifecycle {
    private static final Logger LOG = LoggerFactory.getLogger(GracefulStop.class);

    private final Job job;
    private final JobOperator operator;
    private final JobRepository repository;
    private final StopSignal stop;
    private volatile boolean running;

    GracefulStop(Job job, JobOperator operator, JobRepository repository, StopSignal stop) {
        this.job = job;
        this.operator = operator;
        this.repository = repository;
        this.stop = stop;
    }

    @Override
    public void start() {
        running = true;
    }

    @Override
    public void stop() {
        running = false;
        if (!stop.isRunning()) {
            return;
        }
        stop.abandon();
        try {
            repository.findRunningJobExecutions(job.getName()).forEach(this::stop);
        } catch (DataAccessException | TransactionException e) {
            LOG.debug("The job cannot be told in its tables; it is told by the run", e);
        }
        stop.awaitEnd();
    }

    private void stop(JobExecution execution) {
        try {
            operator.stop(execution);
        } catch (JobExecutionNotRunningException e) {
            LOG.debug("The job ended by itself: execution={}", execution.getId());
        }
    }

    @Override
    public boolean isRunning() {
        return running;
    }
}
