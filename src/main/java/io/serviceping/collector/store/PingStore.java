package io.serviceping.collector.store;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.InstantSource;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Supplier;
import org.springframework.dao.DuplicateKeyException;
import org.springframework.jdbc.core.simple.JdbcClient;

/** The pings. Each is stored once: by its ping_id, and by its instance and period. */
public final class PingStore {
    private static final String INSERT = """
            insert into ping (ping_id, instance_id, period, sequence_number, previous_ping_id, digest, receipt_id,
                received_at, gzip, content)
            values (:ping_id, :instance_id, :period, :sequence_number, cast(:previous_ping_id as uuid), :digest, :receipt_id,
                :received_at, :gzip, :content)
            """;
    private static final String NEWEST = """
            select ping_id, instance_id, period, sequence_number, digest, receipt_id, received_at
            from ping order by id desc limit :most
            """;
    private static final String BY_PING_ID = """
            select ping_id, instance_id, period, sequence_number, digest, receipt_id, received_at
            from ping where ping_id = :ping_id
            """;
    private static final String AFTER = """
            select ping.id, ping_id, instance_id, period, sequence_number, digest, receipt_id, received_at, gzip, content
            from ping join (
                select id, row_number() over (order by id) as place, sum(bytes) over (order by id) as total
                from (select id, octet_length(content) as bytes from ping where id > :id order by id limit :most) sizes
            ) page on page.id = ping.id
            where place = 1 or total <= :most_bytes
            order by ping.id
            """;
    private static final String CAME_AGAIN = "update ping set deliveries = deliveries + 1 where ping_id = :ping_id";
    private static final String CONTENT = "select gzip, content from ping where ping_id = :ping_id";

    private static final int PAGE_BYTES = 1024 * 1024;

    private final JdbcClient jdbc;
    private final InstantSource clock;
    private final Supplier<UUID> ids;
    private final GroupCommit barrier;

    public PingStore(JdbcClient jdbc, InstantSource clock, Supplier<UUID> ids, GroupCommit barrier) {
        this.jdbc = jdbc;
        this.clock = clock;
        this.ids = ids;
        this.barrier = barrier;
    }

    /** Stores the delivery unless its ping is stored already. On return the stored ping is on the disk. */
    public StoreResult keep(Delivery delivery) {
        StoreResult outcome = committed(delivery);
        if (!(outcome instanceof StoreResult.Conflict)) {
            barrier.await();
        }
        return outcome;
    }

    private StoreResult committed(Delivery delivery) {
        Ping ping = delivery.ping();
        Instant now = clock.instant().truncatedTo(ChronoUnit.MILLIS);
        Receipt receipt = new Receipt(ping.pingId(), delivery.digest(), ids.get(), now);
        try {
            jdbc.sql(INSERT)
                    .param("ping_id", ping.pingId())
                    .param("instance_id", ping.instanceId())
                    .param("period", ping.period())
                    .param("sequence_number", ping.sequence())
                    .param("previous_ping_id", ping.previousPingId())
                    .param("digest", receipt.digest())
                    .param("receipt_id", receipt.receiptId())
                    .param("received_at", OffsetDateTime.ofInstant(now, ZoneOffset.UTC))
                    .param("gzip", delivery.envelope().headers().gzip())
                    .param("content", delivery.envelope().content())
                    .update();
            return new StoreResult.First(receipt);
        } catch (DuplicateKeyException e) {
            return known(delivery);
        }
    }

    private StoreResult known(Delivery delivery) {
        Ping ping = delivery.ping();
        Optional<StoredPing> same = find(ping.pingId());
        if (same.isEmpty()) {
            return new StoreResult.Conflict(
                    ping.instanceId(),
                    ping.period(),
                    "Instance " + ping.instanceId() + " has already sent another ping for " + ping.period()
                            + ", and there is one per period.");
        }
        if (!same.get().digest().equals(delivery.digest())) {
            return new StoreResult.Conflict(
                    same.get().instanceId(),
                    same.get().period(),
                    "Ping " + ping.pingId() + " is stored already with another digest.");
        }
        jdbc.sql(CAME_AGAIN).param("ping_id", ping.pingId()).update();
        return new StoreResult.Again(same.get().receipt());
    }

    Optional<StoredPing> find(UUID pingId) {
        return jdbc.sql(BY_PING_ID)
                .param("ping_id", pingId)
                .query((row, number) -> stored(row))
                .optional();
    }

    public List<StoredPing> newest(int most) {
        return jdbc.sql(NEWEST)
                .param("most", most)
                .query((row, number) -> stored(row))
                .list();
    }

    /** The next stored pings in the order of arrival, with their content: as many as fit in one MiB, at least one. */
    public List<ExportedPing> after(long id, int most) {
        return jdbc.sql(AFTER)
                .param("id", id)
                .param("most", most)
                .param("most_bytes", PAGE_BYTES)
                .query((row, number) -> new ExportedPing(
                        row.getLong("id"),
                        stored(row),
                        new StoredContent(row.getBoolean("gzip"), row.getBytes("content"))))
                .list();
    }

    /** The content as it was sent. */
    public Optional<StoredContent> content(UUID pingId) {
        return jdbc.sql(CONTENT)
                .param("ping_id", pingId)
                .query((row, number) -> new StoredContent(row.getBoolean("gzip"), row.getBytes("content")))
                .optional();
    }

    private static StoredPing stored(ResultSet row) throws SQLException {
        return new StoredPing(
                row.getObject("ping_id", UUID.class),
                row.getObject("instance_id", UUID.class),
                row.getString("period"),
                row.getLong("sequence_number"),
                row.getString("digest"),
                row.getObject("receipt_id", UUID.class),
                row.getObject("received_at", OffsetDateTime.class).toInstant());
    }
}
