package io.serviceping.events;

import static org.assertj.core.api.Assertions.assertThat;

import com.dynatrace.hash4j.distinctcount.HyperLogLog;
import com.dynatrace.hash4j.hashing.Hashing;
import io.serviceping.events.CallRecord.Phase;
import io.serviceping.testing.Soak;
import io.serviceping.testing.TestDatabase;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.h2.tools.Server;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.jdbc.core.simple.JdbcClient;

/**
 * Processes that are killed while they count. In each cell and each set: what returned ≤ what is stored ≤ what was begun.
 * {@code -Dservice-ping.event-kills=1000} sets the number of kills.
 */
class KilledTrackerIT {
    private static final int AT_ONCE = 2;
    private static final int WAYS = 4;
    private static final int PRECISION = 14;
    /** More than six standard errors of a sketch. */
    private static final double ERROR = 0.05;

    private static final List<Phase> AIMS = List.of(Phase.values());
    private static final long MILLISECOND = 1_000_000;

    @TempDir
    private Path folder;

    /** @param sets {@code run}: of rows; {@code sketch}: of rows that become sketches, which estimate */
    @ParameterizedTest
    @CsvSource({"H2, run", "H2, sketch", "POSTGRESQL, run", "POSTGRESQL, sketch"})
    void noCallThatReturnedIsLostAndNoneIsCountedTwice(TestDatabase database, String sets) throws Exception {
        TrackedApplication application = new TrackedApplication(database, folder);
        application.now.set(Instant.now());
        Server server = Server.createTcpServer("-tcpPort", "0", "-ifExists");
        TestDatabase.Url url = reachable(application, server);
        try {
            application.builder(url.dataSource(), application.folder).start().close();
            Random random = new Random(Soak.seed());
            Map<Phase, Integer> hits = new EnumMap<>(Phase.class);
            List<CallRecord> calls = new ArrayList<>();
            int kills = Soak.of("service-ping.event-kills", 20, 1000) / WAYS;
            for (int kill = 0; kill < kills; kill += AT_ONCE) {
                kill(url, sets, calls, random, hits);
            }
            try (EventTracker last = application
                    .builder(url.dataSource(), application.folder)
                    .membersPerSet(Integer.MAX_VALUE)
                    .start()) {
                assertThat(last.flush(TrackedApplication.LONG)).isTrue();
            }

            System.out.println(database + ", " + sets + ": killed in " + hits + ", "
                    + calls.stream()
                            .flatMapToLong(
                                    one -> IntStream.range(0, CallRecord.CELLS).mapToLong(one::returned))
                            .sum()
                    + " calls returned");
            assertBounded(url, sets, calls);
            assertThat(TrackedApplication.rows(url, "select reason from product_event_loss"))
                    .isEmpty();
            try (Stream<Path> left = Files.list(application.folder)) {
                assertThat(left.filter(file -> file.toString().endsWith(".damaged")))
                        .isEmpty();
            }
        } finally {
            server.stop();
        }
    }

    /** Kills two processes, each in the phase that it is about to be killed in, or at any moment. */
    private void kill(
            TestDatabase.Url url, String sets, List<CallRecord> calls, Random random, Map<Phase, Integer> hits)
            throws IOException, InterruptedException {
        List<Process> processes = new ArrayList<>();
        List<CallRecord> records = new ArrayList<>();
        for (int i = 0; i < AT_ONCE; i++) {
            int number = calls.size() + i;
            Path file = folder.resolve("calls-" + number);
            records.add(new CallRecord(file));
            processes.add(EventProcess.start(url, folder.resolve("spool"), sets, file.toString(), number));
        }
        for (int i = 0; i < AT_ONCE; i++) {
            CallRecord record = records.get(i);
            Phase aim = AIMS.get((calls.size() + i) % AIMS.size());
            while (record.membersReturned(0) == 0
                    && aim != Phase.RECOVERY
                    && processes.get(i).isAlive()) {
                LockSupport.parkNanos(MILLISECOND);
            }
            long deadline = System.nanoTime() + 5_000 * MILLISECOND;
            LockSupport.parkNanos(aim == Phase.RECOVERY ? 0 : random.nextLong(50 * MILLISECOND));
            while (aim != Phase.IDLE && record.phase() != aim && System.nanoTime() < deadline) {
                Thread.onSpinWait();
            }
            assertThat(processes.get(i).isAlive()).isTrue();
            processes.get(i).destroyForcibly();
            EventProcess.exitCode(processes.get(i));
            hits.merge(record.phase(), 1, Integer::sum);
        }
        calls.addAll(records);
    }

    private static void assertBounded(TestDatabase.Url url, String sets, List<CallRecord> calls) {
        for (int i = 0; i < CallRecord.CELLS; i++) {
            int cell = i;
            long least = calls.stream().mapToLong(one -> one.returned(cell)).sum();
            long most = calls.stream().mapToLong(one -> one.begun(cell)).sum();
            assertThat(stored(url, "select coalesce(sum(total), 0) from product_event_daily where cell = " + cell))
                    .as("cell %s, %s", cell, Soak.option(Soak.seed()))
                    .isBetween(least, most);
            assertThat(stored(url, "select coalesce(sum(value_sum), 0) from product_event_daily where cell = " + cell))
                    .isBetween(least, most);
        }
        for (int i = 0; i < CallRecord.SETS; i++) {
            int set = i;
            long least =
                    calls.stream().mapToLong(one -> one.membersReturned(set)).sum();
            long most = calls.stream().mapToLong(one -> one.membersBegun(set)).sum();
            String where = " where kind = 1 and cell = " + set;
            List<byte[]> sketches = JdbcClient.create(url.dataSource())
                    .sql("select registers from product_event_sketch" + where)
                    .query(byte[].class)
                    .list();
            if (sets.equals("run")) {
                assertThat(sketches).isEmpty();
                assertThat(stored(url, "select count(*) from product_event_member" + where))
                        .isBetween(least, most);
            } else {
                assertThat(estimate(
                                sketches,
                                TrackedApplication.rows(url, "select member from product_event_member" + where)))
                        .isBetween((1 - ERROR) * least, (1 + ERROR) * most);
            }
        }
    }

    /** Of the sketches and the rows together: no member is called in two weeks. */
    private static double estimate(List<byte[]> sketches, List<String> rows) {
        HyperLogLog all = sketches.stream()
                .map(HyperLogLog::wrap)
                .reduce(HyperLogLog.create(PRECISION), HyperLogLog::add, HyperLogLog::add);
        rows.forEach(member -> all.add(Hashing.murmur3_128().hashLongToLong(Long.parseLong(member))));
        return all.getDistinctCountEstimate();
    }

    private static long stored(TestDatabase.Url url, String sql) {
        return Long.parseLong(TrackedApplication.rows(url, sql).get(0));
    }

    /** Several processes reach an H2 file through a server only. */
    static TestDatabase.Url reachable(TrackedApplication application, Server server) throws SQLException {
        if (!application.url.jdbc().startsWith("jdbc:h2:")) {
            return application.url;
        }
        application.url.execute("select 1");
        server.start();
        String file = application.url.jdbc().replaceFirst("jdbc:h2:file:", "").replaceFirst(";.*", "");
        return new TestDatabase.Url(
                "jdbc:h2:tcp://localhost:" + server.getPort() + "/" + file,
                application.url.username(),
                application.url.password());
    }
}
