package io.serviceping.collector;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import java.nio.file.Path;
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

/** The pings in an H2 file, each once: by its ping_id, and by its instance and period. */
final class PingStore implements AutoCloseable {
    private static final String TABLE = """
            create table if not exists ping (
                id bigint generated always as identity primary key,
                ping_id uuid not null unique,
                instance_id uuid not null,
                period varchar(8) not null,
                sequence_number bigint not null,
                digest varchar(64) not null,
                receipt_id uuid not null,
                received_at timestamp(3) with time zone not null,
                gzip boolean not null,
                content blob not null,
                unique (instance_id, period)
            )
            """;
    private static final String INSERT = """
            insert into ping (ping_id, instance_id, period, sequence_number, digest, receipt_id, received_at, gzip, content)
            values (:ping_id, :instance_id, :period, :sequence_number, :digest, :receipt_id, :received_at, :gzip, :content)
            """;
    private static final String NEWEST = """
            select ping_id, instance_id, period, sequence_number, digest, receipt_id, received_at
            from ping order by id desc limit :most
            """;
    private static final String BY_PING_ID = """
            select ping_id, instance_id, period, sequence_number, digest, receipt_id, received_at
            from ping where ping_id = :ping_id
            """;
    private static final String CONTENT = "select gzip, content from ping where ping_id = :ping_id";

    private final HikariDataSource pool;
    private final JdbcClient jdbc;
    private final InstantSource clock;
    private final Supplier<UUID> ids;

    private PingStore(HikariDataSource pool, InstantSource clock, Supplier<UUID> ids) {
        this.pool = pool;
        this.jdbc = JdbcClient.create(pool);
        this.clock = clock;
        this.ids = ids;
    }

    /** Opens the store in that folder, or makes one; fails with a runtime exception where another process has it. */
    static PingStore open(Path data, int connections, InstantSource clock, Supplier<UUID> ids) {
        HikariConfig config = new HikariConfig();
        config.setPoolName("collector");
        // A receipt promises that the ping is kept: with the default delay a kill loses commits of the last half
        // second.
        config.setJdbcUrl(
                "jdbc:h2:file:" + data.toAbsolutePath().resolve("collector") + ";WRITE_DELAY=0;DB_CLOSE_ON_EXIT=FALSE");
        config.setMaximumPoolSize(connections);
        // Never none: H2 closes the file, and lets others open it, when its last connection goes.
        config.setMinimumIdle(1);
        PingStore store = new PingStore(new HikariDataSource(config), clock, ids);
        store.jdbc.sql(TABLE).update();
        return store;
    }

    /** Stores the delivery unless its ping is there already; committed on return. */
    Kept keep(Delivery delivery) {
        Ping ping = delivery.ping();
        Instant now = clock.instant().truncatedTo(ChronoUnit.MILLIS);
        Receipt receipt = new Receipt(ping.pingId(), delivery.digest(), ids.get(), now);
        try {
            jdbc.sql(INSERT)
                    .param("ping_id", ping.pingId())
                    .param("instance_id", ping.instanceId())
                    .param("period", ping.period())
                    .param("sequence_number", ping.sequence())
                    .param("digest", receipt.digest())
                    .param("receipt_id", receipt.receiptId())
                    .param("received_at", OffsetDateTime.ofInstant(now, ZoneOffset.UTC))
                    .param("gzip", delivery.gzip())
                    .param("content", delivery.content())
                    .update();
            return new Kept.First(receipt);
        } catch (DuplicateKeyException e) {
            return known(delivery);
        }
    }

    private Kept known(Delivery delivery) {
        Ping ping = delivery.ping();
        Optional<StoredPing> same = find(ping.pingId());
        if (same.isEmpty()) {
            return new Kept.Conflict("instance " + ping.instanceId() + " has already sent another ping for "
                    + ping.period() + "; there is one per period");
        }
        if (!same.get().digest().equals(delivery.digest())) {
            return new Kept.Conflict("ping " + ping.pingId() + " is stored already with another digest;"
                    + " a ping is sent again with the very same bytes");
        }
        return new Kept.Again(same.get().receipt());
    }

    Optional<StoredPing> find(UUID pingId) {
        return jdbc.sql(BY_PING_ID)
                .param("ping_id", pingId)
                .query((row, number) -> stored(row))
                .optional();
    }

    List<StoredPing> newest(int most) {
        return jdbc.sql(NEWEST)
                .param("most", most)
                .query((row, number) -> stored(row))
                .list();
    }

    /** The content as it was sent. */
    Optional<StoredContent> content(UUID pingId) {
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

    @Override
    public void close() {
        pool.close();
    }
}
