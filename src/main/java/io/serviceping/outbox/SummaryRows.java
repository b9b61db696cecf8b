package io.serviceping.outbox;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.springframework.jdbc.core.simple.JdbcClient;

/** Reads pings without their bytes. */
final class SummaryRows {
    private static final String SUMMARY = """
            select p.ping_id, p.instance_id, p.period, p.sequence_number, p.state, p.digest, p.frozen_at, p.attempts,
                   octet_length(p.content) as bytes, p.next_attempt_at, p.exported_at, p.evicted_at, a.detail, a.http_status, a.answer, r.receipt_id, r.received_at
            from outbox_ping p
            left join outbox_attempt a on a.ping_id = p.ping_id and a.attempt_number = p.attempts
            left join outbox_receipt r on r.ping_id = p.ping_id
            """;
    private static final String NOT_DELIVERED = SUMMARY + """
                    where p.state in ('frozen', 'attempting', 'waiting', 'quarantined', 'held')
                    order by p.frozen_at, p.sequence_number, p.ping_id
                    """;
    private static final String WITHDRAWN = SUMMARY + """
                    where p.state = 'withdrawn'
                    order by p.frozen_at, p.sequence_number, p.ping_id
                    """;
    private static final String KEPT = SUMMARY + """
                    where p.state in ('frozen', 'attempting', 'waiting', 'quarantined', 'held', 'withdrawn')
                    order by p.frozen_at, p.sequence_number, p.ping_id
                    """;
    private static final String RECENT = SUMMARY + """
                    order by p.frozen_at desc, p.sequence_number desc, p.ping_id
                    fetch first :n rows only
                    """;
    private static final String EVICTED = SUMMARY + """
                    where p.instance_id = :instanceId and p.state = 'evicted'
                    order by p.sequence_number
                    """;
    private static final String LATEST_DELIVERED = SUMMARY + """
                    where p.instance_id = :instanceId and p.state = 'delivered'
                    order by p.sequence_number desc
                    fetch first 1 row only
                    """;

    private static final String BY_ID = SUMMARY + """
                    where p.ping_id = :pingId
                    """;

    private final JdbcClient jdbc;

    SummaryRows(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    List<PingSummary> notDelivered() {
        return jdbc.sql(NOT_DELIVERED).query(SummaryRows::summary).list();
    }

    List<PingSummary> withdrawn() {
        return jdbc.sql(WITHDRAWN).query(SummaryRows::summary).list();
    }

    List<PingSummary> kept() {
        return jdbc.sql(KEPT).query(SummaryRows::summary).list();
    }

    List<PingSummary> evicted(UUID instanceId) {
        return jdbc.sql(EVICTED)
                .param("instanceId", instanceId)
                .query(SummaryRows::summary)
                .list();
    }

    List<PingSummary> recent(int n) {
        return jdbc.sql(RECENT).param("n", n).query(SummaryRows::summary).list();
    }

    Optional<PingSummary> find(UUID pingId) {
        return jdbc.sql(BY_ID)
                .param("pingId", pingId)
                .query(SummaryRows::summary)
                .optional();
    }

    Optional<PingSummary> latestDelivered(UUID instanceId) {
        return jdbc.sql(LATEST_DELIVERED)
                .param("instanceId", instanceId)
                .query(SummaryRows::summary)
                .optional();
    }

    private static PingSummary summary(ResultSet row, int rowNumber) throws SQLException {
        return new PingSummary(
                ColumnValues.uuid(row, "ping_id"),
                ColumnValues.uuid(row, "instance_id"),
                row.getString("period"),
                row.getLong("sequence_number"),
                PingState.ofStored(row.getString("state")),
                row.getString("digest"),
                ColumnValues.instant(row, "frozen_at"),
                row.getLong("bytes"),
                row.getInt("attempts"),
                AttemptRows.reason(row),
                ColumnValues.maybeInstant(row, "next_attempt_at"),
                ColumnValues.maybeInstant(row, "exported_at"),
                ColumnValues.maybeInstant(row, "evicted_at"),
                Optional.ofNullable(row.getString("receipt_id")),
                ColumnValues.maybeInstant(row, "received_at"));
    }
}
