package io.serviceping.cli;

import io.serviceping.collector.Collector;
import io.serviceping.collector.CollectorSettings;
import io.serviceping.testing.TestDatabase;
import java.net.InetAddress;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.jdbc.datasource.DriverManagerDataSource;

/**
 * Random weeks of kills, faults, opt-outs and runs: every frozen ping arrives once, nothing is lost, and every missing week
 * has its reason. {@code -Dservice-ping.walk.seed} repeats what was drawn, {@code -Dservice-ping.walk.schedules} draws more.
 */
class RandomScheduleTest {
    private static final int SCHEDULES = Integer.getInteger("service-ping.walk.schedules", 320);
    /** Of each so many schedules one has its state in PostgreSQL, where a schedule takes longer. */
    private static final int ONE_ON_POSTGRESQL_IN = 5;

    @TempDir
    Path folder;

    private final AtomicLong kills = new AtomicLong();
    private final AtomicLong pings = new AtomicLong();
    private final AtomicLong weeks = new AtomicLong();

    @ParameterizedTest
    @EnumSource(TestDatabase.class)
    void endWithEveryPingDeliveredOnceAndEveryMissingWeekExplained(TestDatabase stateKind) throws Exception {
        int onPostgresql = Math.max(1, SCHEDULES / ONE_ON_POSTGRESQL_IN);
        int schedules = stateKind == TestDatabase.POSTGRESQL ? onPostgresql : Math.max(1, SCHEDULES - onPostgresql);
        long seed = Long.getLong("service-ping.walk.seed", System.nanoTime());
        System.out.println("RandomScheduleTest on " + stateKind + ": -Dservice-ping.walk.seed=" + seed);
        CollectorSettings settings = new CollectorSettings(
                InetAddress.getLoopbackAddress(), 0, folder.resolve("collector"), null);
        ExecutorService threads = Executors.newFixedThreadPool(Runtime.getRuntime().availableProcessors());
        JdbcClient kept = JdbcClient.create(new DriverManagerDataSource(
                settings.storage().url(),
                settings.storage().username(),
                settings.storage().password()));
        try (Collector collector = Collector.start(settings)) {
            List<Future<?>> all = new ArrayList<>();
            for (int i = 0; i < schedules; i++) {
                long own = seed + i;
                all.add(threads.submit(() -> live(stateKind, own, collector, kept)));
            }
            for (Future<?> one : all) {
                one.get();
            }
        } catch (ExecutionException e) {
            throw new AssertionError(e.getCause().getMessage(), e.getCause());
        } finally {
            threads.shutdownNow();
        }
        System.out.println("RandomScheduleTest on " + stateKind + ": " + schedules + " schedules, " + weeks + " weeks, "
                + pings + " pings, " + kills + " kills");
    }

    private @Nullable Void live(TestDatabase stateKind, long seed, Collector collector, JdbcClient kept) throws Exception {
        try (Central central = Central.inFrontOf(collector::endpoint)) {
            Site site = Site.on(TestDatabase.H2, stateKind, folder.resolve(String.valueOf(seed)));
            Schedule schedule = new Schedule(site, central, kept, seed);
            try {
                schedule.run();
            } catch (Exception | AssertionError e) {
                throw new AssertionError(
                        "on " + stateKind + " with -Dservice-ping.walk.schedules=1 -Dservice-ping.walk.seed=" + seed
                                + ", after\n  " + schedule.story() + "\n" + e.getMessage(),
                        e);
            }
            kills.addAndGet(schedule.kills());
            pings.addAndGet(schedule.pings());
            weeks.addAndGet(schedule.weeks());
        }
        return null;
    }
}
