package io.serviceping.outbox;

import static io.serviceping.outbox.ColumnValues.column;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Types;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.springframework.jdbc.core.simple.JdbcClient;

/** The table of pings: insert, read, and compare-and-set of the state. */
final class PingRows {
    private static final String INSERT = """
            insert into outbox_ping
                (ping_id, instance_id, period, sequence_number, content, digest, complete, frozen_at, state, attempts)
            values (:pingId, :instanceId, :period, :sequence, :content, :digest, :complete, :frozenAt, :state, 0)
            """;
    private static final String LAST_POSITION = """
            select sequence_number, ping_id from outbox_ping
            where instance_id = :instanceId
            order by sequence_number desc
            fetch first 1 row only
            """;
    private static final String OF_PERIOD = """
            select * from outbox_ping where instance_id = :instanceId and period = :period
            """;
    private static final String OF_ID = """
            select * from outbox_ping where ping_id = :pingId
            """;
    private static final String CLAIM = """
            update outbox_ping set state = :to, attempts = attempts + 1, next_attempt_at = null
            where ping_id = :pingId and attempts = :attempts and state in (:from)
            """;
    private static final String END_CLAIM = """
            update outbox_ping set state = :to, next_attempt_at = :next
            where ping_id = :pingId and attempts = :attempts and state = :from
            """;
    private static final String EVICT = """
            update outbox_ping set state = :to, content = :nothing, evicted_at = :now, next_attempt_at = null
            where ping_id = :pingId and state in (:from)
            """;
    private static final String CLOSE = """
            update outbox_ping set state = :to, next_attempt_at = null
            where ping_id = :pingId and digest = :digest and state in (:from)
            """;
    private static final String EXPORTED = """
            update outbox_ping set exported_at = :now where ping_id = :pingId
            """;
    private static final String DROP_DELIVERED = """
            update outbox_ping set content = :nothing
            where state = 'delivered' and octet_length(content) > 0
              and ping_id in (select ping_id from outbox_receipt where received_at < :before)
            """;
    private static final String KEPT_LONG_DELIVERED = """
            select p.period from outbox_ping p join outbox_receipt r on r.ping_id = p.ping_id
            where p.state = 'delivered' and octet_length(p.content) > 0 and r.received_at < :before
            order by p.period
            """;
    private static final String EVICTED = """
            select count(*) from outbox_ping where instance_id = :instanceId and state = 'evicted'
            """;
    private static final String REQUEUE = """
            update outbox_ping set state = :to, next_attempt_at = null
            where ping_id = :pingId and state = :from
            """;
    private static final String REQUEUE_ALL = """
            update outbox_ping set state = :to, next_attempt_at = null where state = :from
            """;

    private static final String WITHDRAW = """
            update outbox_ping set state = :to, next_attempt_at = null
            where ping_id = :pingId and state in (:from)
            """;

    private static final byte[] NOTHING = {};

    private final JdbcClient jdbc;

    PingRows(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    void insert(Ping ping) {
        jdbc.sql(INSERT)
                .param("pingId", ping.pingId())
                .param("instanceId", ping.instanceId())
                .param("period", ping.period())
                .param("sequence", ping.sequence())
                .param("content", ping.content().bytes())
                .param("digest", ping.digest())
                .param("complete", ping.complete())
                .param("frozenAt", column(ping.frozenAt()))
                .param("state", ping.state().stored())
                .update();
    }

    SequencePosition nextPosition(UUID instanceId) {
        long evicted = jdbc.sql(EVICTED)
                .param("instanceId", instanceId)
                .query(Long.class)
                .single();
        return jdbc.sql(LAST_POSITION)
                .param("instanceId", instanceId)
                .query((row, n) -> new SequencePosition(
                        row.getLong("sequence_number") + 1, Optional.of(ColumnValues.uuid(row, "ping_id")), evicted))
                .optional()
                .orElse(SequencePosition.FIRST);
    }

    Optional<Ping> find(UUID instanceId, String period) {
        return jdbc.sql(OF_PERIOD)
                .param("instanceId", instanceId)
                .param("period", period)
                .query(PingRows::ping)
                .optional();
    }

    Optional<Ping> find(UUID pingId) {
        return jdbc.sql(OF_ID).param("pingId", pingId).query(PingRows::ping).optional();
    }

    boolean claim(UUID pingId, int attemptsSoFar) {
        return jdbc.sql(CLAIM)
                        .param("pingId", pingId)
                        .param("attempts", attemptsSoFar)
                        .param("from", stored(PingState.before(PingState.ATTEMPTING)))
                        .param("to", PingState.ATTEMPTING.stored())
                        .update()
                == 1;
    }

    boolean endClaim(Claim claim, PingState to, Optional<Instant> next) {
        return move(END_CLAIM, PingState.ATTEMPTING, to)
                        .param("pingId", claim.pingId())
                        .param("attempts", claim.number())
                        .param("next", next.map(ColumnValues::column).orElse(null), Types.TIMESTAMP_WITH_TIMEZONE)
                        .update()
                == 1;
    }

    boolean evict(UUID pingId, Instant now) {
        return jdbc.sql(EVICT)
                        .param("pingId", pingId)
                        .param("from", stored(PingState.before(PingState.EVICTED)))
                        .param("to", PingState.EVICTED.stored())
                        .param("nothing", NOTHING)
                        .param("now", column(now))
                        .update()
                == 1;
    }

    boolean withdraw(UUID pingId) {
        return jdbc.sql(WITHDRAW)
                        .param("pingId", pingId)
                        .param("from", stored(PingState.before(PingState.WITHDRAWN)))
                        .param("to", PingState.WITHDRAWN.stored())
                        .update()
                == 1;
    }

    /** A receipt can end any state but attempting, which only its claim can end. */
    boolean close(Receipt receipt) {
        Set<PingState> from = PingState.before(PingState.DELIVERED);
        from.remove(PingState.ATTEMPTING);
        return jdbc.sql(CLOSE)
                        .param("pingId", receipt.pingId())
                        .param("digest", receipt.digest())
                        .param("from", stored(from))
                        .param("to", PingState.DELIVERED.stored())
                        .update()
                == 1;
    }

    boolean exported(UUID pingId, Instant now) {
        return jdbc.sql(EXPORTED)
                        .param("pingId", pingId)
                        .param("now", column(now))
                        .update()
                == 1;
    }

    List<String> dropDelivered(Instant before) {
        List<String> periods = jdbc.sql(KEPT_LONG_DELIVERED)
                .param("before", column(before))
                .query(String.class)
                .list();
        if (!periods.isEmpty()) {
            jdbc.sql(DROP_DELIVERED)
                    .param("nothing", NOTHING)
                    .param("before", column(before))
                    .update();
        }
        return periods;
    }

    boolean requeue(UUID pingId, PingState from) {
        return move(REQUEUE, from, PingState.WAITING).param("pingId", pingId).update() == 1;
    }

    int requeueAll(PingState from) {
        return move(REQUEUE_ALL, from, PingState.WAITING).update();
    }

    private JdbcClient.StatementSpec move(String sql, PingState from, PingState to) {
        if (!from.successors().contains(to)) {
            throw new IllegalArgumentException("a ping cannot go from " + from + " to " + to);
        }
        return jdbc.sql(sql).param("from", from.stored()).param("to", to.stored());
    }

    private static List<String> stored(Set<PingState> states) {
        return states.stream().map(PingState::stored).toList();
    }

    private static Ping ping(ResultSet row, int rowNumber) throws SQLException {
        return new Ping(
                ColumnValues.uuid(row, "ping_id"),
                ColumnValues.uuid(row, "instance_id"),
                row.getString("period"),
                row.getLong("sequence_number"),
                GzipContent.ofStored(row.getBytes("content")),
                row.getString("digest"),
                row.getBoolean("complete"),
                ColumnValues.instant(row, "frozen_at"),
                PingState.ofStored(row.getString("state")));
    }
}
