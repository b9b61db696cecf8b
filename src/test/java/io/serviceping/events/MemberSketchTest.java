package io.serviceping.events;

import static org.assertj.core.api.Assertions.assertThat;

import com.dynatrace.hash4j.distinctcount.HyperLogLog;
import com.dynatrace.hash4j.hashing.Hashing;
import io.serviceping.testing.TestDatabase;
import java.io.IOException;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.assertj.core.data.Percentage;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** A set with many members is a sketch, which is that of the program's library, byte for byte. */
class MemberSketchTest {
    private static final int LOG2_REGISTERS = 14;

    @TempDir
    private Path folder;

    @ParameterizedTest
    @EnumSource
    void aSetPastItsBoundIsASketchThatAllNodesMerge(TestDatabase database) throws Exception {
        TrackedApplication application = new TrackedApplication(database, folder);
        try (EventTracker a = node(application, "a").start();
                EventTracker b = node(application, "b").start()) {
            called(a, 0, 100);
            assertThat(b.flush(TrackedApplication.LONG)).isTrue();
            assertThat(application.rows("select count(*) from product_event_sketch"))
                    .containsExactly("0");
            assertThat(unique(application)).containsExactly("page_opened 100 false");
            a.counter(18).add(0, 0, Who.user(1));
            called(a, 100, 101);
            called(b, 50, 5000);
            called(a, 4000, 7000);
        }

        assertThat(application.sets()).containsExactly("2026-03-02 18 1 0 1");
        assertThat(registers(application)).isEqualTo(sketch(members(0, 7000)).getState());
        assertThat(application.rows("select in_week, event, kind, cell from product_event_sketch"))
                .containsExactly("2026-03-02 30 1 0");
        List<String> unique = unique(application);
        assertThat(unique).hasSize(2).contains("package_pushed 1 false");
        String[] estimated = unique.get(1).split(" ", -1);
        assertThat(estimated[2]).isEqualTo("true");
        assertThat(Long.parseLong(estimated[1])).isCloseTo(7000L, Percentage.withPercentage(3));
    }

    /** A process that has not seen the sketch yet adds rows beside it. */
    @ParameterizedTest
    @EnumSource
    void rowsBesideASketchAreMovedByTheNextFlush(TestDatabase database) throws Exception {
        TrackedApplication application = new TrackedApplication(database, folder);
        try (EventTracker tracker = node(application, "a").start()) {
            called(tracker, 0, 200);
            assertThat(application.sets()).isEmpty();
            for (long member : members(200, 300)) {
                application.url.execute("insert into product_event_member (in_week, event, kind, cell, member)"
                        + " values (date '2026-03-02', 30, 1, 0, " + member + ")");
            }
            called(tracker, 300, 301);
        }

        assertThat(application.sets()).isEmpty();
        assertThat(registers(application)).isEqualTo(sketch(members(0, 301)).getState());
    }

    @ParameterizedTest
    @EnumSource
    void noMemberIsLostWhileNodesMakeTheSketchAtOnce(TestDatabase database) throws Exception {
        TrackedApplication application = new TrackedApplication(database, folder);
        application.builder().start().close();
        List<Thread> nodes = new ArrayList<>();
        List<String> failures = new CopyOnWriteArrayList<>();
        for (int i = 0; i < 3; i++) {
            int node = i;
            nodes.add(new Thread(() -> {
                try (EventTracker tracker = node(application, "n" + node).start()) {
                    for (int user = node; user < 600; user += 20) {
                        called(tracker, user, user + 20);
                    }
                } catch (AssertionError e) {
                    failures.add(e.toString());
                }
            }));
        }
        nodes.forEach(Thread::start);
        for (Thread node : nodes) {
            node.join();
        }

        assertThat(failures).isEmpty();
        HyperLogLog stored = HyperLogLog.wrap(registers(application));
        application
                .rows("select member from product_event_member")
                .forEach(member -> stored.add(Hashing.murmur3_128().hashLongToLong(Long.parseLong(member))));
        assertThat(stored.getState()).isEqualTo(sketch(members(0, 602)).getState());
    }

    @ParameterizedTest
    @EnumSource
    void membersThatAreNotKeptAreInNoFileAndTheirSetsSaySo(TestDatabase database) {
        TrackedApplication application = new TrackedApplication(database, folder);
        try (EventTracker keeps = node(application, "a").start()) {
            keeps.counter(17).add(5, 0, Who.user(1));
            called(keeps, 0, 200);
        }
        try (EventTracker none = node(application, "b").keepMembers(0).start()) {
            none.counter(17).add(5, 0, Who.user(2).project(1));
            none.counter(30).add(0, 0, Who.user(1000));
            assertThat(none.health().waitingMembers()).isZero();
            assertThat(none.flush(TrackedApplication.LONG)).isTrue();
            none.counter(30).add(0, 0, Who.user(1001));
        }
        try (EventTracker keeps = node(application, "a").start()) {
            keeps.counter(17).add(5, 0, Who.user(3));
            called(keeps, 200, 210);
        }

        assertThat(application.sets()).isEmpty();
        assertThat(application.rows("select event, kind, cell from product_event_sketch"
                        + " where registers is null and estimate is null order by 1, 2, 3"))
                .containsExactly("17 1 1", "17 2 0", "30 1 0");
        assertThat(application.rows("select total from product_event_daily order by 1"))
                .containsExactly("3", "212");
    }

    /** A set of 100 members is the largest of rows. */
    private TrackerBuilder node(TrackedApplication application, String name) {
        TrackerBuilder builder = application.builder(application.url.dataSource(), folder.resolve(name));
        builder.memberKey(folder.resolve("key")).membersPerSet(100);
        return builder;
    }

    private static void called(EventTracker tracker, int from, int to) {
        Counter opened = tracker.counter(30);
        for (int user = from; user < to; user++) {
            opened.add(0, 0, Who.user(user));
        }
        assertThat(tracker.flush(TrackedApplication.LONG)).isTrue();
    }

    private List<Long> members(int from, int to) throws IOException {
        MemberKey key = MemberKey.of(folder.resolve("key"));
        long domain = TrackedApplication.CATALOGUE.event(30).orElseThrow().domain();
        List<Long> members = new ArrayList<>();
        for (int user = from; user < to; user++) {
            members.add(Who.user(user).member(key, domain));
        }
        return members;
    }

    private static HyperLogLog sketch(List<Long> members) {
        HyperLogLog sketch = HyperLogLog.create(LOG2_REGISTERS);
        members.forEach(member -> sketch.add(Hashing.murmur3_128().hashLongToLong(member)));
        return sketch;
    }

    private static List<String> unique(TrackedApplication application) {
        return application.rows("select name, members, case when estimated then 'true' else 'false' end"
                + " from product_event_unique order by members");
    }

    private static byte[] registers(TrackedApplication application) throws SQLException {
        try (Connection connection = application.url.connect();
                Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery("select registers from product_event_sketch")) {
            assertThat(row.next()).isTrue();
            return row.getBytes(1);
        }
    }
}
