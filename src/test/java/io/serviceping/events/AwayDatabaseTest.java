package io.serviceping.events;

import static org.assertj.core.api.Assertions.assertThat;

import io.serviceping.testing.FaultyNetwork;
import io.serviceping.testing.Soak;
import io.serviceping.testing.TestDatabase;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import javax.sql.DataSource;
import org.h2.tools.Server;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * The database is away behind a faulty network, while the application calls a thousand times a second. {@code
 * -Dservice-ping.away-seconds=600} says how long.
 */
@Timeout(value = 20, unit = TimeUnit.MINUTES)
class AwayDatabaseTest {
    private static final int CALLS_OF_A_SECOND = 1_000;

    private static final String SILENCE = "io.serviceping.events.silence";

    @TempDir
    private Path folder;

    @AfterEach
    void isAsPatientAsUsual() {
        System.clearProperty(SILENCE);
    }

    private enum Trouble {
        REFUSED,
        SILENT,
        LATE,
        CUT_BEFORE_THE_COMMIT,
        CUT_BEHIND_THE_COMMIT
    }

    /** @param newUserEach where so many new users come that the log of members cannot take all, the others are a loss */
    @ParameterizedTest
    @CsvSource({
        "H2, REFUSED, 20",
        "POSTGRESQL, REFUSED, 5",
        "POSTGRESQL, SILENT, 20",
        "POSTGRESQL, LATE, 20",
        "POSTGRESQL, CUT_BEFORE_THE_COMMIT, 20",
        "POSTGRESQL, CUT_BEHIND_THE_COMMIT, 20",
    })
    void nothingIsLostButWhatIsNotedAndNoCallWaits(TestDatabase database, Trouble trouble, int newUserEach)
            throws Exception {
        if (trouble == Trouble.SILENT && !Soak.isOn()) {
            System.setProperty(SILENCE, "1000");
        }
        TrackedApplication application = new TrackedApplication(database, folder);
        application.builder().start().close();
        Server server = Server.createTcpServer("-tcpPort", "0", "-ifExists");
        try (FaultyNetwork network = new FaultyNetwork(KilledTrackerIT.reachable(application, server));
                EventTracker tracker = tracker(application, network);
                PacedCalls calls = new PacedCalls(tracker, newUserEach)) {
            assertThat(tracker.flush(TrackedApplication.LONG)).isTrue();
            calls.await(CALLS_OF_A_SECOND);
            int from = calls.returned();
            haveTrouble(network, trouble, tracker, calls);
            int to = calls.returned();
            network.recover();
            long recovered = System.nanoTime();
            await(() -> tracker.flush(TrackedApplication.LONG));
            Duration until = Duration.ofNanos(System.nanoTime() - recovered);
            calls.close();
            assertThat(tracker.flush(TrackedApplication.LONG)).isTrue();

            long lost = tracker.health().lost().getOrDefault("member", 0L);
            System.out.printf(
                    "%s, %s for %,d calls: members lost %,d; the 99th percentile of calls took %,d ns before, %,d ns"
                            + " during it; the longest %,d µs before, %,d µs during it; written again after %,d ms%n",
                    database,
                    trouble,
                    to - from,
                    lost,
                    calls.longest(0, from, 0.01).toNanos(),
                    calls.longest(from, to, 0.01).toNanos(),
                    calls.longest(0, from, 0).toNanos() / 1_000,
                    calls.longest(from, to, 0).toNanos() / 1_000,
                    until.toMillis());
            assertThat(calls.longest(from, to, 0))
                    .isLessThan(Duration.ofMillis(to - from).dividedBy(2));
            assertThat(application.daily()).isEqualTo(calls.daily("2026-03-04"));
            if (lost == 0) {
                assertThat(application.sets()).isEqualTo(calls.sets("2026-03-02"));
                assertThat(application.losses()).isEmpty();
            } else {
                assertThat(application.rows("select count(*) from product_event_member"))
                        .containsExactly(String.valueOf(calls.members() - lost));
                assertThat(application.losses()).containsExactly("member " + lost);
            }
        } finally {
            server.stop();
        }
    }

    private static EventTracker tracker(TrackedApplication application, FaultyNetwork network) {
        TestDatabase.Url url = network.url();
        // PostgreSQL's driver waits without end for a server that is silent while it connects.
        String end = url.jdbc().startsWith("jdbc:postgresql:") ? "?loginTimeout=5" : "";
        DataSource database = new TestDatabase.Url(url.jdbc() + end, url.username(), url.password()).dataSource();
        TrackerBuilder builder = application.builder(database, application.folder);
        builder.membersPerSet(Integer.MAX_VALUE).flushEvery(Duration.ofMillis(50));
        return builder.start();
    }

    private static void haveTrouble(FaultyNetwork network, Trouble trouble, EventTracker tracker, PacedCalls calls) {
        int away = CALLS_OF_A_SECOND * Soak.of("service-ping.away-seconds", 4, 600);
        switch (trouble) {
            case REFUSED -> {
                network.refuse();
                calls.await(away);
                await(() -> !tracker.health().problem().isEmpty());
            }
            case SILENT -> {
                network.fallSilentAt("insert into product_event_daily");
                await(() -> !network.isArmed());
                calls.await(away);
                await(() -> !tracker.health().problem().isEmpty());
            }
            case LATE -> {
                network.delay(Duration.ofMillis(200));
                assertThat(tracker.flush(TrackedApplication.LONG)).isTrue();
                assertThat(tracker.flush(TrackedApplication.LONG)).isTrue();
                assertThat(tracker.health().problem()).isEmpty();
            }
            case CUT_BEFORE_THE_COMMIT, CUT_BEHIND_THE_COMMIT -> {
                for (int cuts = 0; cuts < 3; cuts++) {
                    network.cutAt("COMMIT", trouble == Trouble.CUT_BEHIND_THE_COMMIT);
                    await(() -> !network.isArmed());
                    calls.await(100);
                }
            }
        }
    }

    private static void await(BooleanSupplier condition) {
        while (!condition.getAsBoolean()) {
            LockSupport.parkNanos(10_000_000);
        }
    }
}
