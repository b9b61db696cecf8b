package io.serviceping.cli;

import io.serviceping.collector.Collector;
import io.serviceping.collector.CollectorSettings;
import io.serviceping.testing.Soak;
import io.serviceping.testing.TestDatabase;
import java.net.InetAddress;
import java.nio.file.Path;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.jdbc.datasource.DriverManagerDataSource;

/**
 * Random weeks of kills, faults, opt-outs and runs: every frozen ping arrives once, nothing is lost, and every missing
 * week has a reason. {@code -Dservice-ping.seed} repeats a failed schedule; {@code -Dservice-ping.walk.schedules} sets
 * the number of schedules.
 */
class RandomScheduleTest {
    private static final int SCHEDULES = Soak.of("service-ping.walk.schedules", 100, 5_000);
    private static final long SEED = Soak.seed();

    /** Where the state is stored, and how many of twenty schedules use it. The fastest has the most. */
    enum StateStore {
        H2_FILE_IN_MEMORY(16),
        H2_FILE(2),
        POSTGRESQL(2);

        private final int share;

        StateStore(int share) {
            this.share = share;
        }

        int schedules() {
            return Math.max(1, SCHEDULES * share / 20);
        }

        Installation installation(Path folder) {
            return switch (this) {
                case H2_FILE_IN_MEMORY -> Installation.withStateInMemory(folder);
                case H2_FILE -> Installation.on(TestDatabase.H2, folder);
                case POSTGRESQL -> Installation.on(TestDatabase.H2, TestDatabase.POSTGRESQL, folder);
            };
        }
    }

    @TempDir
    Path folder;

    private long kills;
    private long pings;
    private long weeks;

    @ParameterizedTest
    @EnumSource
    void endWithEveryPingDeliveredOnceAndEveryMissingWeekExplained(StateStore store) throws Exception {
        int schedules = store.schedules();
        System.out.println("RandomScheduleTest on " + store + ": " + Soak.option(SEED));
        CollectorSettings settings =
                new CollectorSettings(InetAddress.getLoopbackAddress(), 0, folder.resolve("collector"), null);
        JdbcClient collectorStore = JdbcClient.create(new DriverManagerDataSource(
                settings.storage().url(),
                settings.storage().username(),
                settings.storage().password()));
        try (Collector collector = Collector.start(settings)) {
            for (int i = 0; i < schedules; i++) {
                live(store, SEED + i, collector, collectorStore);
            }
        }
        System.out.println("RandomScheduleTest on " + store + ": " + schedules + " schedules, " + weeks + " weeks, "
                + pings + " pings, " + kills + " kills");
    }

    private void live(StateStore store, long seed, Collector collector, JdbcClient collectorStore) throws Exception {
        try (EndpointProxy endpoint = EndpointProxy.inFrontOf(collector::endpoint)) {
            Installation installation = store.installation(folder.resolve(String.valueOf(seed)));
            Schedule schedule = new Schedule(installation, endpoint, collectorStore, seed);
            try {
                schedule.run();
            } catch (Exception | AssertionError e) {
                throw new AssertionError(
                        "on " + store + " with -Dservice-ping.walk.schedules=1 " + Soak.option(seed) + ", after\n  "
                                + schedule.story() + "\n" + e.getMessage(),
                        e);
            }
            installation.forgetState();
            kills += schedule.kills();
            pings += schedule.pings();
            weeks += schedule.weeks();
        }
    }
}
