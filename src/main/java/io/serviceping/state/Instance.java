package io.serviceping.state;

import java.time.InstantSource;
import java.time.ZoneOffset;
import java.util.UUID;
import org.springframework.dao.DuplicateKeyException;
import org.springframework.jdbc.core.simple.JdbcClient;

/** The installation's pseudonym: a random id, made once and kept in the state database. */
public final class Instance {
    private static final String FIND = "select id from instance";
    private static final String MAKE = "insert into instance (id, created_at) values (:id, :at)";

    private Instance() {}

    /** The id of this installation, made now if there is none. */
    public static UUID id(StateDatabase state, InstantSource clock) {
        JdbcClient jdbc = JdbcClient.create(state.dataSource());
        return jdbc.sql(FIND).query(UUID.class).optional().orElseGet(() -> {
            try {
                jdbc.sql(MAKE)
                        .param("id", UUID.randomUUID())
                        .param("at", clock.instant().atOffset(ZoneOffset.UTC))
                        .update();
            } catch (DuplicateKeyException another) {
                // Another process was faster; its id is ours.
            }
            return jdbc.sql(FIND).query(UUID.class).single();
        });
    }
}
