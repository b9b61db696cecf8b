package io.serviceping.job.run;

import java.util.List;
import java.util.stream.Stream;
import javax.sql.DataSource;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;

/**
 * The records that Spring Batch keeps in the state database. What was counted is stored apart from them, so a run
 * without them goes on where the last one ended.
 */
record JobHistory(DataSource state, PlatformTransactionManager transactions) {
    private static final String OURS = "io.serviceping.";
    private static final String BATCH = "org.springframework.batch.";

    /** Each refers to the next ones. */
    private static final List<String> TABLES = List.of(
            "batch_step_execution_context",
            "batch_step_execution",
            "batch_job_execution_context",
            "batch_job_execution_params",
            "batch_job_execution",
            "batch_job_instance");

    /** Whether Spring Batch threw this itself, not code of ours that it called. */
    static boolean isBehind(RuntimeException e) {
        return Stream.of(e.getStackTrace())
                .map(StackTraceElement::getClassName)
                .filter(name -> name.startsWith(OURS) || name.startsWith(BATCH))
                .findFirst()
                .filter(name -> name.startsWith(BATCH))
                .isPresent();
    }

    void forget() {
        JdbcClient jdbc = JdbcClient.create(state);
        new TransactionTemplate(transactions)
                .executeWithoutResult(status ->
                        TABLES.forEach(table -> jdbc.sql("delete from " + table).update()));
    }
}
