package io.serviceping.job.run;

import io.serviceping.count.CountingStore;
import io.serviceping.count.span.GroupSeal;
import io.serviceping.count.span.SpanStore;
import io.serviceping.job.installation.LockedInstallation;
import io.serviceping.outbox.Outbox;
import javax.sql.DataSource;
import org.springframework.batch.core.configuration.annotation.EnableBatchProcessing;
import org.springframework.batch.core.configuration.annotation.EnableJdbcJobRepository;
import org.springframework.batch.core.repository.dao.JacksonExecutionContextStringSerializer;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.jdbc.support.JdbcTransactionManager;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;

/** The state database as Spring Batch's job repository, under the same transactions as our own tables. */
@Configuration(proxyBeanMethods = false)
@EnableBatchProcessing
@EnableJdbcJobRepository
class StateConfiguration {
    /** The run opens and closes the database, and still reads it after this context is closed. */
    @Bean(destroyMethod = "")
    DataSource dataSource(LockedInstallation.State state) {
        return state.database().dataSource();
    }

    @Bean
    JdbcTransactionManager transactionManager(LockedInstallation.State state) {
        return state.transactions();
    }

    @Bean
    TransactionTemplate transactionTemplate(PlatformTransactionManager transactionManager) {
        return new TransactionTemplate(transactionManager);
    }

    @Bean
    JacksonExecutionContextStringSerializer executionContextSerializer() {
        return new JacksonExecutionContextStringSerializer();
    }

    @Bean
    CountingStore countingStore(DataSource dataSource) {
        return new CountingStore(dataSource);
    }

    @Bean
    SpanStore spanStore(DataSource dataSource, GroupSeal seal) {
        return new SpanStore(dataSource, seal);
    }

    @Bean
    Outbox outbox(LockedInstallation.State state) {
        return state.outbox();
    }
}
