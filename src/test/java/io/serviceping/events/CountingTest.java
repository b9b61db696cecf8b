package io.serviceping.events;

import static org.assertj.core.api.Assertions.assertThat;

import io.serviceping.testing.Soak;
import io.serviceping.testing.TestDatabase;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.atomic.AtomicLongArray;
import java.util.stream.IntStream;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What is called is what the tables have. */
class CountingTest {
    private static final int NPM_API = 5;

    @TempDir
    private Path folder;

    @ParameterizedTest
    @EnumSource
    void totalsSumsAndMembersAreStored(TestDatabase database) {
        TrackedApplication application = new TrackedApplication(database, folder);
        try (EventTracker tracker = application.builder().start()) {
            Counter pulled = tracker.counter(17);
            pulled.add(NPM_API, 100, Who.user(1).project(7));
            pulled.add(NPM_API, 23, Who.user(1).project(8));
            pulled.addValues(5, Who.user("anna"), "maven", "ui");
            pulled.add(0, 0, Who.anonymous());
            assertThat(tracker.flush(TrackedApplication.LONG)).isTrue();
            pulled.add(NPM_API, 1, Who.user(2));
            tracker.counter("page_opened").add(0, 0, Who.user(1));
        }

        assertThat(application.daily())
                .containsExactly("2026-03-04 17 0 2 5", "2026-03-04 17 5 3 124", "2026-03-04 30 0 1 0");
        assertThat(application.sets())
                .containsExactly(
                        "2026-03-02 17 1 0 1", "2026-03-02 17 1 1 2", "2026-03-02 17 2 0 2", "2026-03-02 30 1 0 1");
        assertThat(application.rows("select on_day, name, properties, total from product_event_usage order by 2, 3"))
                .containsExactly(
                        "2026-03-04 package_pulled format=maven source=ui 2",
                        "2026-03-04 package_pulled format=npm source=api 3",
                        "2026-03-04 page_opened  1");
        assertThat(application.rows("select durability, closed from product_event_spool"))
                .singleElement()
                .asString()
                .matches("file (t|TRUE)");
        assertThat(application.losses()).isEmpty();
    }

    @ParameterizedTest
    @EnumSource
    void eventsOfOneUnionHaveEqualMembersAndOthersHaveNot(TestDatabase database) {
        TrackedApplication application = new TrackedApplication(database, folder);
        try (EventTracker tracker = application.builder().start()) {
            tracker.counter(17).add(0, 0, Who.user(1));
            tracker.counter(18).add(0, 0, Who.user(1));
            tracker.counter(30).add(0, 0, Who.user(1));
        }

        assertThat(application.rows("select count(distinct member) from product_event_member where event in (17, 18)"))
                .containsExactly("1");
        assertThat(application.rows("select count(distinct member) from product_event_member"))
                .containsExactly("2");
    }

    @ParameterizedTest
    @EnumSource
    void manyThreadsAreCountedExactlyWhileTheSpoolIsFlushed(TestDatabase database) throws Exception {
        int threads = 4;
        int calls = 20_000;
        TrackedApplication application = new TrackedApplication(database, folder);
        AtomicLongArray totals = new AtomicLongArray(16);
        AtomicLongArray sums = new AtomicLongArray(16);
        try (EventTracker tracker = application.builder().start()) {
            List<Thread> running = IntStream.range(0, threads)
                    .mapToObj(number -> new Thread(() -> {
                        Random random = new Random(Soak.seed() + number);
                        for (int i = 0; i < calls; i++) {
                            int cell = random.nextInt(16);
                            int sum = random.nextInt(1000);
                            tracker.counter(17).add(cell, sum, Who.user(i % 500));
                            totals.incrementAndGet(cell);
                            sums.addAndGet(cell, sum);
                        }
                    }))
                    .toList();
            running.forEach(Thread::start);
            while (running.stream().anyMatch(Thread::isAlive)) {
                assertThat(tracker.flush(TrackedApplication.LONG)).isTrue();
            }
            for (Thread thread : running) {
                thread.join();
            }
        }

        assertThat(application.daily())
                .as(Soak.option(Soak.seed()))
                .containsExactlyElementsOf(IntStream.range(0, 16)
                        .mapToObj(cell -> "2026-03-04 17 " + cell + " " + totals.get(cell) + " " + sums.get(cell))
                        .toList());
        assertThat(application.rows("select count(distinct member) from product_event_member"))
                .containsExactly("500");
    }

    /** Random calls over weeks, with restarts, on two trackers at once. The clock goes forward and back. Old members are deleted. */
    @ParameterizedTest
    @EnumSource
    void daysAndWeeksAreThoseOfTheCalls(TestDatabase database) {
        TrackedApplication application = new TrackedApplication(database, folder);
        Random random = new Random(Soak.seed());
        // Makes the tables before two trackers start.
        application.builder().start().close();
        Map<String, long[]> daily = new TreeMap<>();
        Map<String, Set<Integer>> sets = new TreeMap<>();
        List<EventTracker> trackers = new ArrayList<>(
                List.of(application.builder().start(), application.builder().start()));
        LocalDate latest = LocalDate.MIN;
        for (int step = 0; step < 40; step++) {
            int node = random.nextInt(2);
            LocalDate day = LocalDate.ofInstant(application.now.get(), ZoneOffset.UTC);
            latest = latest.isAfter(day) ? latest : day;
            for (int i = 0; i < 20; i++) {
                int cell = random.nextInt(16);
                int user = random.nextInt(10);
                trackers.get(node).counter(17).add(cell, cell, Who.user(user));
                long[] row = daily.computeIfAbsent(day + " 17 " + "%02d".formatted(cell), key -> new long[2]);
                row[0]++;
                row[1] += cell;
                LocalDate monday = day.minusDays(day.getDayOfWeek().getValue() - 1);
                sets.computeIfAbsent(monday + " 17 1 " + cell / 4, key -> new TreeSet<>())
                        .add(user);
            }
            if (random.nextInt(4) == 0) {
                trackers.set(node, restarted(application, trackers.get(node)));
            }
            trackers.forEach(tracker ->
                    assertThat(tracker.flush(TrackedApplication.LONG)).isTrue());
            application.advance(Duration.ofHours(random.nextInt(-20, 90)));
        }
        trackers.forEach(EventTracker::close);

        assertThat(application.rows("select on_day, event, cell, total, value_sum from product_event_daily"))
                .as(Soak.option(Soak.seed()))
                .containsExactlyInAnyOrderElementsOf(daily.entrySet().stream()
                        .map(row -> row.getKey().replaceFirst(" 0(\\d)$", " $1") + " " + row.getValue()[0] + " "
                                + row.getValue()[1])
                        .toList());
        String kept = latest.minusWeeks(5).toString();
        assertThat(application.sets().stream().filter(row -> row.compareTo(kept) > 0))
                .isNotEmpty()
                .containsExactlyInAnyOrderElementsOf(sets.entrySet().stream()
                        .map(row -> row.getKey() + " " + row.getValue().size())
                        .filter(row -> row.compareTo(kept) > 0)
                        .toList());
    }

    /** Four days at most are counted apart while the database has none of them; later calls are counted on the nearest. */
    @ParameterizedTest
    @EnumSource
    void noDayIsLostWhileTheDatabaseIsAwayForAWeek(TestDatabase database) {
        TrackedApplication application = new TrackedApplication(database, folder);
        Outage outage = new Outage(application.url.dataSource());
        try (EventTracker tracker =
                application.builder(outage, application.folder).start()) {
            assertThat(tracker.flush(TrackedApplication.LONG)).isTrue();
            outage.begin();
            for (int day = 0; day < 7; day++) {
                tracker.counter(30).add(0, 0, Who.anonymous());
                assertThat(tracker.flush(TrackedApplication.LONG)).isFalse();
                assertThat(tracker.health().problem()).contains("SQL state 08001");
                application.advance(Duration.ofDays(1));
            }
            outage.end();
            assertThat(tracker.flush(TrackedApplication.LONG)).isTrue();
            assertThat(tracker.health().problem()).isEmpty();
        }

        assertThat(application.rows("select sum(total) from product_event_daily"))
                .containsExactly("7");
        assertThat(application.daily()).contains("2026-03-04 30 0 1 0", "2026-03-05 30 0 1 0", "2026-03-06 30 0 1 0");
    }

    /** A thousand calls a second, over midnight and the end of an ISO week. */
    @ParameterizedTest
    @EnumSource
    void aDatabaseThatIsAwayForTenMinutesLosesNothing(TestDatabase database) {
        TrackedApplication application = new TrackedApplication(database, folder);
        application.now.set(Instant.parse("2026-03-08T23:55:00Z"));
        Outage outage = new Outage(application.url.dataSource());
        int users = 3_000;
        try (EventTracker tracker =
                application.builder(outage, application.folder).start()) {
            assertThat(tracker.flush(TrackedApplication.LONG)).isTrue();
            outage.begin();
            for (int call = 0; call < 600_000; call++) {
                tracker.counter(30).add(0, 0, Who.user(call % users));
                application.advance(Duration.ofMillis(1));
                if (call % 30_000 == 0) {
                    assertThat(tracker.flush(TrackedApplication.LONG)).isFalse();
                }
            }
            outage.end();
            assertThat(tracker.flush(TrackedApplication.LONG)).isTrue();
            assertThat(tracker.health().lost()).isEmpty();
        }

        assertThat(application.daily()).containsExactly("2026-03-08 30 0 300000 0", "2026-03-09 30 0 300000 0");
        assertThat(application.sets()).containsExactly("2026-03-02 30 1 0 " + users, "2026-03-09 30 1 0 " + users);
        assertThat(application.losses()).isEmpty();
    }

    /** A commit of which the answer was lost is neither repeated nor lost. */
    @ParameterizedTest
    @EnumSource
    void aCommitInDoubtIsCountedOnce(TestDatabase database) {
        TrackedApplication application = new TrackedApplication(database, folder);
        Outage outage = new Outage(application.url.dataSource());
        try (EventTracker tracker =
                application.builder(outage, application.folder).start()) {
            tracker.counter(30).add(0, 0, Who.user(1));
            assertThat(tracker.flush(TrackedApplication.LONG)).isTrue();
            for (boolean applied : List.of(true, false, true)) {
                tracker.counter(30).add(0, 0, Who.user(2));
                outage.failNextCommit(applied);
                assertThat(tracker.flush(TrackedApplication.LONG)).isFalse();
                tracker.counter(30).add(0, 0, Who.user(3));
            }
            assertThat(tracker.flush(TrackedApplication.LONG)).isTrue();
        }

        assertThat(application.daily()).containsExactly("2026-03-04 30 0 7 0");
        assertThat(application.sets()).containsExactly("2026-03-02 30 1 0 3");
    }

    @ParameterizedTest
    @EnumSource
    void theDatabasesClockKnowsThatOursIsAhead(TestDatabase database) {
        TrackedApplication application = new TrackedApplication(database, folder);
        try (EventTracker tracker = application.builder().start()) {
            for (int days : new int[] {0, 2, 4, 365}) {
                application.now.set(Instant.now().plus(days, ChronoUnit.DAYS));
                tracker.counter(30).add(0, 0, Who.user(1));
                assertThat(tracker.flush(TrackedApplication.LONG)).isTrue();
            }
        }

        assertThat(application.daily()).hasSize(2);
        assertThat(application.losses()).containsExactly("clock 2");
    }

    @ParameterizedTest
    @EnumSource
    void daysFarFromTheClockAreLostAndCounted(TestDatabase database) {
        TrackedApplication application = new TrackedApplication(database, folder);
        Instant now = Objects.requireNonNull(application.now.get());
        try (EventTracker tracker = application.builder().start()) {
            for (long days : new long[] {3, 0, 2, -40, -41}) {
                application.now.set(now.plus(days, ChronoUnit.DAYS));
                tracker.counter(30).add(0, 0, Who.user(1));
                application.now.set(now);
                assertThat(tracker.flush(TrackedApplication.LONG)).isTrue();
            }
        }

        assertThat(application.daily())
                .containsExactly("2026-01-23 30 0 1 0", "2026-03-04 30 0 1 0", "2026-03-06 30 0 1 0");
        assertThat(application.losses()).containsExactly("clock 2");
    }

    @ParameterizedTest
    @EnumSource
    void aFullLogOfMembersLosesMembersOnlyAndCountsThem(TestDatabase database) {
        TrackedApplication application = new TrackedApplication(database, folder);
        Outage outage = new Outage(application.url.dataSource());
        int users = 65_536 + 100;
        try (EventTracker tracker = application
                .builder(outage, application.folder)
                .membersPerSet(users)
                .start()) {
            assertThat(tracker.flush(TrackedApplication.LONG)).isTrue();
            outage.begin();
            assertThat(tracker.flush(TrackedApplication.LONG)).isFalse();
            for (int user = 0; user < users; user++) {
                tracker.counter(30).add(0, 0, Who.user(user));
            }
            assertThat(tracker.health().lost()).isEqualTo(Map.of("member", 100L));
            outage.end();
            assertThat(tracker.flush(TrackedApplication.LONG)).isTrue();
        }

        assertThat(application.daily()).containsExactly("2026-03-04 30 0 " + users + " 0");
        assertThat(application.sets()).containsExactly("2026-03-02 30 1 0 65536");
        assertThat(application.losses()).containsExactly("member 100");
    }

    private static EventTracker restarted(TrackedApplication application, EventTracker tracker) {
        tracker.close();
        return application.builder().start();
    }
}
