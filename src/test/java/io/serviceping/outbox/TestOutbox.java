package io.serviceping.outbox;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import io.serviceping.testing.TestDatabase;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.EnumMap;
import java.util.Locale;
import java.util.Map;
import java.util.UUID;
import javax.sql.DataSource;
import org.springframework.core.io.ClassPathResource;
import org.springframework.jdbc.datasource.DataSourceTransactionManager;
import org.springframework.jdbc.datasource.init.ScriptUtils;
import org.springframework.transaction.PlatformTransactionManager;

/** An empty outbox. Its database is made once per kind and emptied for each test. */
public final class TestOutbox {
    private static final Map<TestDatabase, Migrated> DATABASES = new EnumMap<>(TestDatabase.class);

    public final SettableClock clock = new SettableClock();
    public final UUID instance = UUID.fromString("00000000-0000-4000-8000-000000000001");
    public final TestDatabase.Url url;
    public final DataSource dataSource;
    public final PlatformTransactionManager transactions;
    public final Outbox outbox;

    private TestOutbox(Migrated migrated) {
        this.url = migrated.url;
        this.dataSource = migrated.pool;
        this.transactions = new DataSourceTransactionManager(dataSource);
        this.outbox = new Outbox(dataSource, transactions, clock);
    }

    public static synchronized TestOutbox on(TestDatabase database) {
        Migrated migrated = DATABASES.computeIfAbsent(database, TestOutbox::migrated);
        migrated.url.execute(
                "delete from outbox_receipt",
                "delete from outbox_attempt",
                "delete from outbox_ping",
                "delete from outbox_breaker",
                "delete from period_begun",
                "update vouched_time set vouched_at = null");
        return new TestOutbox(migrated);
    }

    private static Migrated migrated(TestDatabase database) {
        TestDatabase.Url url = database.createShared();
        try {
            Connection keptOpen = url.connect();
            String folder = database.name().toLowerCase(Locale.ROOT);
            ScriptUtils.executeSqlScript(keptOpen, new ClassPathResource("sql/state/" + folder + "/V1__state.sql"));
            return new Migrated(url, pool(url), keptOpen);
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    private static DataSource pool(TestDatabase.Url url) {
        HikariConfig config = new HikariConfig();
        config.setJdbcUrl(url.jdbc());
        config.setUsername(url.username());
        config.setPassword(url.password());
        return new HikariDataSource(config);
    }

    /** Freezes a ping for a week, one minute after the previous ping. */
    public Ping frozen(int week) {
        clock.advance(java.time.Duration.ofMinutes(1));
        return outbox.freeze(instance, "2026-W" + week, position -> draft(week)).ping();
    }

    public static Draft draft(int week) {
        return Draft.of(pingId(week), json(week), true);
    }

    public static UUID pingId(int week) {
        return new UUID(0x4000, 0x8000_0000_0000_0000L + week);
    }

    public static byte[] json(int week) {
        return ("{\"week\":" + week + "}").getBytes(StandardCharsets.UTF_8);
    }

    public PingState state(Ping ping) {
        return outbox.find(ping.pingId()).orElseThrow().state();
    }

    public PingSummary summary(Ping ping) {
        return outbox.recent(2000).stream()
                .filter(summary -> summary.pingId().equals(ping.pingId()))
                .findFirst()
                .orElseThrow();
    }

    public Claim claimed(Ping ping) {
        return outbox.claim(ping.pingId(), summary(ping).attempts()).orElseThrow();
    }

    public Receipt receipt(Ping ping) {
        return new Receipt("r-1", ping.pingId(), ping.digest(), ColumnValues.exact(clock.instant()), "{}");
    }

    /** Brings a frozen ping into a state by allowed changes. */
    public Ping inState(PingState state, int week) {
        Ping ping = frozen(week);
        switch (state) {
            case FROZEN -> {}
            case ATTEMPTING -> claimed(ping);
            case WAITING -> outbox.markWaiting(claimed(ping), Reason.http(503, ""), clock.instant());
            case QUARANTINED -> outbox.markQuarantined(claimed(ping), Reason.http(400, ""));
            case HELD -> outbox.markHeld(claimed(ping), Reason.http(410, ""));
            case WITHDRAWN -> outbox.withdraw(ping.pingId());
            case EVICTED -> outbox.evict(ping.pingId());
            case DELIVERED -> outbox.markDelivered(claimed(ping), receipt(ping), Reason.http(200, ""));
        }
        return ping;
    }

    /** The connection stays open, since H2's check constraints fail once the connection that made them is closed. */
    private record Migrated(TestDatabase.Url url, DataSource pool, Connection keptOpen) {}
}
