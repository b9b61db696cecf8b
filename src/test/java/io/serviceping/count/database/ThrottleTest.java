package io.serviceping.count.database;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.serviceping.jdbc.JdbcAddress;
import io.serviceping.testing.TestDatabase;
import io.serviceping.time.Sleeper;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** When a throttle checks the load, waits and gives up. The test supplies the load. */
class ThrottleTest {
    private static final Duration SECOND = Duration.ofSeconds(1);

    /** The notices and the rests, in their order. */
    private final List<String> events = new ArrayList<>();

    private final AtomicInteger looks = new AtomicInteger();
    private long nanos = Long.MAX_VALUE - 5;
    private final TestDatabase.Url url = TestDatabase.H2.create();
    private final ApplicationDatabase database = database(url);

    @AfterEach
    void close() {
        database.close();
    }

    private static ApplicationDatabase database(TestDatabase.Url url) {
        Duration minute = Duration.ofMinutes(1);
        return new ApplicationDatabase(
                "main",
                new JdbcAddress(url.jdbc(), url.username(), url.password()),
                new CountLimits(minute, minute, 2, 1),
                () -> false);
    }

    private final ThrottleListener watch = new ThrottleListener() {
        @Override
        public synchronized void waits(String database, String why) {
            events.add(database + " waits: " + why);
        }

        @Override
        public synchronized void goesOn(String database) {
            events.add(database + " goes on");
        }
    };

    private boolean rest(Duration duration) {
        events.add("rest of " + duration);
        return true;
    }

    private Throttle throttle(Throttle.Look look) {
        return new Throttle(
                "main",
                asked -> {
                    looks.incrementAndGet();
                    return look.exceeded(asked);
                },
                watch,
                () -> nanos);
    }

    @Test
    void addsNoWaitAndLooksOnceASecondWhileNothingIsExceeded() throws Exception {
        Throttle throttle = throttle(asked -> Optional.empty());

        throttle.await(database, this::rest);
        nanos += SECOND.toNanos() - 1;
        throttle.await(database, this::rest);
        assertThat(looks).hasValue(1);
        nanos += 1;
        throttle.await(database, this::rest);

        assertThat(looks).hasValue(2);
        assertThat(events).isEmpty();
    }

    @Test
    void looksEverySecondUntilNothingIsExceededAnyLonger() throws Exception {
        Throttle throttle = throttle(asked -> looks.get() < 4 ? Optional.of("busy " + looks.get()) : Optional.empty());

        throttle.await(database, this::rest);

        assertThat(looks).hasValue(4);
        assertThat(events)
                .containsExactly("main waits: busy 1", "rest of PT1S", "rest of PT1S", "rest of PT1S", "main goes on");
    }

    @Test
    void looksAgainAtOnceAfterItFoundSomethingExceeded() throws Exception {
        Throttle throttle = throttle(asked -> looks.get() == 2 ? Optional.of("busy") : Optional.empty());
        throttle.await(database, this::rest);
        nanos += SECOND.toNanos();
        assertThatThrownBy(() -> throttle.await(database, duration -> false)).isInstanceOf(StoppedException.class);

        throttle.await(database, this::rest);

        assertThat(looks).hasValue(3);
    }

    @Test
    void stopsWithoutGoingOnWhenTheRunIsToStop() {
        Throttle throttle = throttle(asked -> Optional.of("busy"));
        AtomicInteger rests = new AtomicInteger();

        assertThatThrownBy(() -> throttle.await(database, duration -> rests.incrementAndGet() < 3))
                .isInstanceOf(StoppedException.class)
                .hasMessageEndingWith("busy");

        assertThat(looks).hasValue(3);
        assertThat(events).as("what it waited for to the last").containsExactly("main waits: busy");
    }

    @ParameterizedTest
    @EnumSource(TestDatabase.class)
    void waitsWhileTheDatabaseDoesNotTellAndKeepsTheTransaction(TestDatabase kind) throws Exception {
        Throttle throttle = throttle(asked -> {
            if (looks.get() < 3) {
                BoundQuery.of("select nothing from nowhere").rows(asked, row -> true);
            }
            return Optional.empty();
        });
        try (ApplicationDatabase asked = database(kind.create().execute("create table t (id integer)"))) {
            List<Boolean> one = asked.inSnapshot(snapshot -> {
                throttle.await(snapshot, this::rest);
                return BoundQuery.of("select 1").rows(snapshot, row -> true);
            });

            assertThat(one).containsExactly(true);
        }
        assertThat(events).hasSize(4).first().asString().startsWith("main waits: it does not tell how busy it is: ");
        assertThat(events.subList(1, 4)).containsExactly("rest of PT1S", "rest of PT1S", "main goes on");
    }

    @Test
    void leavesALostConnectionToWhoHasIt() {
        Throttle throttle = throttle(asked -> {
            throw new SQLException("gone", "08006");
        });

        assertThatThrownBy(() -> throttle.await(database, this::rest)).hasMessage("gone");
        assertThat(events).isEmpty();
    }

    @Test
    void tellsOnceThatSeveralThreadsWaitAndOnceThatNoneDoes() throws Exception {
        AtomicBoolean busy = new AtomicBoolean(true);
        Throttle throttle = throttle(asked -> busy.get() ? Optional.of("busy") : Optional.empty());
        CyclicBarrier bothWait = new CyclicBarrier(2, () -> busy.set(false));
        Sleeper pause = duration -> {
            try {
                bothWait.await(60, TimeUnit.SECONDS);
            } catch (Exception e) {
                throw new IllegalStateException(e);
            }
            return true;
        };
        ExecutorService threads = Executors.newFixedThreadPool(2);
        try {
            List<Future<?>> waits = new ArrayList<>();
            for (int i = 0; i < 2; i++) {
                waits.add(threads.submit(() -> {
                    throttle.await(database, pause);
                    return null;
                }));
            }
            for (Future<?> wait : waits) {
                wait.get(60, TimeUnit.SECONDS);
            }
        } finally {
            threads.shutdownNow();
        }

        assertThat(events)
                .startsWith("main waits: busy")
                .endsWith("main goes on")
                .hasSize(2);
    }
}
