package io.serviceping.state;

import java.time.InstantSource;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.UUID;
import org.springframework.dao.DuplicateKeyException;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;

/** The installation's pseudonym: a random id, made once and kept in the state database. */
public final class InstanceId {
    private static final String FIND = "select id from instance";
    private static final String MAKE = "insert into instance (id, created_at) values (:id, :at)";

    private static final String REMEMBER = """
            insert into former_instance (id, created_at, ended_at) select id, created_at, :now from instance
            """;
    private static final String REPLACE = """
            update instance set id = :id, created_at = :now
            """;

    private InstanceId() {}

    /** The id of this installation. Makes one if there is none. */
    public static UUID id(StateDatabase state, InstantSource clock) {
        JdbcClient jdbc = JdbcClient.create(state.dataSource());
        return jdbc.sql(FIND).query(UUID.class).optional().orElseGet(() -> {
            try {
                jdbc.sql(MAKE)
                        .param("id", UUID.randomUUID())
                        .param("at", clock.instant().atOffset(ZoneOffset.UTC))
                        .update();
            } catch (DuplicateKeyException another) {
                // Another process was faster; its id is used.
            }
            return jdbc.sql(FIND).query(UUID.class).single();
        });
    }

    /**
     * Gives this installation a new id. Its sequence starts at 1 again, and the endpoint cannot link it to the old id,
     * which stays in the state database. The caller holds the run lock.
     *
     * @return the new id
     */
    public static UUID renew(StateDatabase state, PlatformTransactionManager transactions, InstantSource clock) {
        JdbcClient jdbc = JdbcClient.create(state.dataSource());
        UUID id = UUID.randomUUID();
        OffsetDateTime now = clock.instant().atOffset(ZoneOffset.UTC);
        new TransactionTemplate(transactions).executeWithoutResult(status -> {
            jdbc.sql(REMEMBER).param("now", now).update();
            jdbc.sql(REPLACE).param("id", id).param("now", now).update();
        });
        return id;
    }
}
