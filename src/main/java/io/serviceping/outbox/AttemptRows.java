package io.serviceping.outbox;

import static io.serviceping.outbox.ColumnValues.column;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Types;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.springframework.jdbc.core.simple.JdbcClient;

final class AttemptRows {
    private static final String OPEN = """
            insert into outbox_attempt (ping_id, attempt_number, started_at) values (:pingId, :number, :startedAt)
            """;
    private static final String CLOSE = """
            update outbox_attempt
            set ended_at = :endedAt, outcome = :outcome, http_status = :status, detail = :detail, answer = :answer,
                next_attempt_at = :next
            where ping_id = :pingId and attempt_number = :number
            """;
    private static final String ABANDON = """
            update outbox_attempt
            set ended_at = :endedAt, outcome = :outcome, detail = :detail
            where ended_at is null
            """;
    private static final String OPEN_ONES = """
            select count(*) from outbox_attempt where ended_at is null
            """;
    private static final String OF_PING = """
            select * from outbox_attempt where ping_id = :pingId order by attempt_number
            """;
    private static final String OF_WAITING = """
            select a.* from outbox_attempt a join outbox_ping p on p.ping_id = a.ping_id
            where p.state in ('frozen', 'attempting', 'waiting', 'quarantined', 'held')
            order by a.ping_id, a.attempt_number
            """;

    private final JdbcClient jdbc;

    AttemptRows(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    void open(UUID pingId, int number, Instant startedAt) {
        jdbc.sql(OPEN)
                .param("pingId", pingId)
                .param("number", number)
                .param("startedAt", column(startedAt))
                .update();
    }

    void close(Claim claim, Attempt.End end) {
        Integer status = end.reason().httpStatus().isPresent()
                ? end.reason().httpStatus().getAsInt()
                : null;
        jdbc.sql(CLOSE)
                .param("pingId", claim.pingId())
                .param("number", claim.number())
                .param("endedAt", column(end.at()))
                .param("outcome", end.outcome().stored())
                .param("status", status, Types.INTEGER)
                .param("detail", end.reason().text())
                .param("answer", end.reason().words().orElse(null), Types.VARCHAR)
                .param(
                        "next",
                        end.nextAttemptAt().map(ColumnValues::column).orElse(null),
                        Types.TIMESTAMP_WITH_TIMEZONE)
                .update();
    }

    void abandonOpen(Instant now, Reason reason) {
        jdbc.sql(ABANDON)
                .param("endedAt", column(now))
                .param("outcome", Attempt.Outcome.ABANDONED.stored())
                .param("detail", reason.text())
                .update();
    }

    boolean hasOpen() {
        return jdbc.sql(OPEN_ONES).query(Long.class).single() > 0;
    }

    List<Attempt> of(UUID pingId) {
        return jdbc.sql(OF_PING)
                .param("pingId", pingId)
                .query(AttemptRows::attempt)
                .list();
    }

    List<Attempt> ofWaiting() {
        return jdbc.sql(OF_WAITING).query(AttemptRows::attempt).list();
    }

    private static Attempt attempt(ResultSet row, int rowNumber) throws SQLException {
        return new Attempt(
                ColumnValues.uuid(row, "ping_id"),
                row.getInt("attempt_number"),
                ColumnValues.instant(row, "started_at"),
                end(row));
    }

    static Optional<Reason> reason(ResultSet row) throws SQLException {
        String detail = row.getString("detail");
        return detail == null
                ? Optional.empty()
                : Optional.of(new Reason(
                        detail,
                        ColumnValues.maybeInt(row, "http_status"),
                        Optional.ofNullable(row.getString("answer"))));
    }

    private static Optional<Attempt.End> end(ResultSet row) throws SQLException {
        Optional<Instant> endedAt = ColumnValues.maybeInstant(row, "ended_at");
        if (endedAt.isEmpty()) {
            return Optional.empty();
        }
        return Optional.of(new Attempt.End(
                endedAt.get(),
                Attempt.Outcome.ofStored(row.getString("outcome")),
                reason(row).orElseThrow(),
                ColumnValues.maybeInstant(row, "next_attempt_at")));
    }
}
