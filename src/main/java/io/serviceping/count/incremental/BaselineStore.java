package io.serviceping.count.incremental;

import java.sql.Types;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.springframework.jdbc.core.simple.JdbcClient;

/** The baselines of the scans of pings that are not frozen yet. */
final class BaselineStore {
    private static final String FIND = """
        select incremental_id, kind, stored_by, difference from baseline where ping_id = :pingId and scan_id = :scanId\
        """;
    private static final String ADD = """
        insert into baseline (ping_id, scan_id, incremental_id, kind, stored_by, difference)
        values (:pingId, :scanId, :incrementalId, :kind, :storedBy, :difference)\
        """;
    private static final String REMOVE = "delete from baseline where ping_id = :pingId and scan_id = :scanId";
    private static final String STATES = "select distinct incremental_id from baseline where ping_id = :pingId";
    private static final String REMOVE_ALL = "delete from baseline where ping_id = :pingId";

    private final JdbcClient jdbc;

    BaselineStore(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    Optional<Baseline> find(UUID pingId, String scanId) {
        return jdbc.sql(FIND)
                .param("pingId", pingId)
                .param("scanId", scanId)
                .query((row, number) -> new Baseline(
                        row.getString("incremental_id"),
                        Baseline.Kind.valueOf(row.getString("kind")),
                        row.getObject("stored_by", UUID.class),
                        row.getLong("difference")))
                .optional();
    }

    void add(UUID pingId, String scanId, Baseline baseline) {
        jdbc.sql(ADD)
                .param("pingId", pingId)
                .param("scanId", scanId)
                .param("incrementalId", baseline.incrementalId())
                .param("kind", baseline.kind().name())
                .param("storedBy", baseline.storedBy(), Types.OTHER)
                .param("difference", baseline.difference())
                .update();
    }

    void remove(UUID pingId, String scanId) {
        jdbc.sql(REMOVE).param("pingId", pingId).param("scanId", scanId).update();
    }

    /** The ids of the incremental states that the ping's scans continue from. */
    Set<String> states(UUID pingId) {
        return jdbc.sql(STATES).param("pingId", pingId).query(String.class).set();
    }

    void removeAll(UUID pingId) {
        jdbc.sql(REMOVE_ALL).param("pingId", pingId).update();
    }
}
