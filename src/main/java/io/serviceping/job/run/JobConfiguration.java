package io.serviceping.job.run;

import javax.sql.DataSource;
import org.springframework.batch.core.configuration.annotation.EnableBatchProcessing;
import org.springframework.batch.core.configuration.annotation.EnableJdbcJobRepository;
import org.springframework.batch.core.job.Job;
import org.springframework.batch.core.launch.JobOperator;
import org.springframework.batch.core.repository.JobRepository;
import org.springframework.batch.core.repository.dao.JacksonExecutionContextStringSerializer;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.jdbc.support.JdbcTransactionManager;

/** The job, and the state database as its repository, under the same transactions as our own tables. */
@Configuration(proxyBeanMethods = false)
@EnableBatchProcessing
@EnableJdbcJobRepository
class JobConfiguration {
    /** The run opens and closes the database, and still reads it after this context is closed. */
    @Bean(destroyMethod = "")
    DataSource dataSource(RunInputs run) {
        return run.state().database().dataSource();
    }

    @Bean
    JdbcTransactionManager transactionManager(RunInputs run) {
        return run.state().transactions();
    }

    @Bean
    JacksonExecutionContextStringSerializer executionContextSerializer() {
        return new JacksonExecutionContextStringSerializer();
    }

    @Bean
    Job servicePing(RunInputs run, JobRepository repository) {
        return new PingJob(run, repository).job();
    }

    @Bean
    JobLaunch jobLaunch(Job job, JobOperator operator, JobRepository repository) {
        return new JobLaunch(job, operator, repository);
    }
}
