package io.serviceping.collector.store;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.springframework.dao.DuplicateKeyException;
import org.springframework.jdbc.core.simple.JdbcClient;

/** Rejects, each once by its key and digest. Deletes the oldest when there are too many, too large or too old ones. */
public final class RejectStore {
    public static final int MOST = 1000;
    static final long MOST_BYTES = 256L * 1024 * 1024;
    public static final Duration LONGEST = Duration.ofDays(90);

    private static final int LONGEST_REASON = 1000;
    private static final String CAME_AGAIN = """
            update reject set deliveries = deliveries + 1, last_received_at = :now, status = :status, reason = :reason
            where ping_id = :ping_id and digest = :digest
            """;
    private static final String INSERT = """
            insert into reject (ping_id, digest, gzip, content, bytes, status, reason, first_received_at, last_received_at)
            values (:ping_id, :digest, :gzip, :content, :bytes, :status, :reason, :now, :now)
            """;
    private static final String NEWEST_TOO_MUCH = """
            select coalesce(max(id), 0) from (
                select id, row_number() over (order by id desc) as place, sum(bytes) over (order by id desc) as total
                from reject) newest
            where place > :most or total > :most_bytes
            """;
    private static final String TRIM = "delete from reject where id <= :last or last_received_at < :oldest";
    private static final String LIST = """
            select ping_id, digest, status, reason, deliveries, bytes, first_received_at, last_received_at
            from reject order by id desc limit :most
            """;
    private static final String NEXT = """
            select id, ping_id, digest, gzip, content from reject where id > :id order by id limit 1
            """;
    private static final String DELETE = "delete from reject where id = :id";

    private final JdbcClient jdbc;
    private final InstantSource clock;

    public RejectStore(JdbcClient jdbc, InstantSource clock) {
        this.jdbc = jdbc;
        this.clock = clock;
    }

    /** A reject with its content. */
    public record Stored(long id, ReceivedContent envelope) {}

    public void keep(ReceivedContent envelope, int status, String reason) {
        if (cameAgain(envelope, status, reason)) {
            return;
        }
        try {
            jdbc.sql(INSERT)
                    .param("ping_id", envelope.headers().pingId())
                    .param("digest", envelope.headers().digest())
                    .param("gzip", envelope.headers().gzip())
                    .param("content", envelope.content())
                    .param("bytes", envelope.content().length)
                    .param("status", status)
                    .param("reason", shortened(reason))
                    .param("now", now())
                    .update();
        } catch (DuplicateKeyException e) {
            cameAgain(envelope, status, reason);
        }
        trim();
    }

    private boolean cameAgain(ReceivedContent envelope, int status, String reason) {
        return jdbc.sql(CAME_AGAIN)
                        .param("ping_id", envelope.headers().pingId())
                        .param("digest", envelope.headers().digest())
                        .param("status", status)
                        .param("reason", shortened(reason))
                        .param("now", now())
                        .update()
                > 0;
    }

    private void trim() {
        // Not a subquery of the other statement, because H2 would run it again for each row.
        long last = jdbc.sql(NEWEST_TOO_MUCH)
                .param("most", MOST)
                .param("most_bytes", MOST_BYTES)
                .query(Long.class)
                .single();
        jdbc.sql(TRIM).param("last", last).param("oldest", now().minus(LONGEST)).update();
    }

    public List<Reject> newest() {
        return jdbc.sql(LIST)
                .param("most", MOST)
                .query((row, number) -> reject(row))
                .list();
    }

    /** The oldest reject after that id. */
    public Optional<Stored> next(long id) {
        return jdbc.sql(NEXT)
                .param("id", id)
                .query((row, number) -> new Stored(
                        row.getLong("id"),
                        new ReceivedContent(
                                new PingHeaders(
                                        row.getObject("ping_id", UUID.class),
                                        row.getString("digest"),
                                        row.getBoolean("gzip")),
                                row.getBytes("content"))))
                .optional();
    }

    public void delete(long id) {
        jdbc.sql(DELETE).param("id", id).update();
    }

    private OffsetDateTime now() {
        return OffsetDateTime.ofInstant(clock.instant().truncatedTo(ChronoUnit.MILLIS), ZoneOffset.UTC);
    }

    private static String shortened(String reason) {
        // A PostgreSQL text cannot contain NUL, and neither database stores half of a surrogate pair.
        String shortened = reason.length() > LONGEST_REASON ? reason.substring(0, LONGEST_REASON) : reason;
        return shortened.replaceAll("[\\p{Cc}\\p{Cs}]", "?");
    }

    private static Reject reject(ResultSet row) throws SQLException {
        return new Reject(
                row.getObject("ping_id", UUID.class),
                row.getString("digest"),
                row.getInt("status"),
                row.getString("reason"),
                row.getLong("deliveries"),
                row.getLong("bytes"),
                instant(row, "first_received_at"),
                instant(row, "last_received_at"));
    }

    private static Instant instant(ResultSet row, String column) throws SQLException {
        return row.getObject(column, OffsetDateTime.class).toInstant();
    }
}
