package io.serviceping.cli;

import io.serviceping.events.EventCatalogue;
import io.serviceping.events.EventTracker;
import io.serviceping.events.Who;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.IntStream;
import javax.sql.DataSource;

/** A registry of packages on two nodes, with the 20 events of {@code src/test/resources/example}. It knows what it counts. */
final class ExampleApplication implements AutoCloseable {
    private static final List<String> FORMATS = List.of("maven", "npm", "pypi");
    private static final List<String> SOURCES = List.of("ui", "api", "pipeline");
    private static final int USERS = 50;
    private static final int BYTES = 1_000;

    final AtomicLong pulled = new AtomicLong();
    final AtomicLong npmPulledByPipelines = new AtomicLong();
    final AtomicLong bytes = new AtomicLong();
    final Set<Long> users = ConcurrentHashMap.newKeySet();

    private final List<EventTracker> nodes = new ArrayList<>();

    /** Each node has a folder of its own; both have one database and one key. */
    ExampleApplication(EventCatalogue catalogue, DataSource database, Path folder, Instant now) {
        for (String node : List.of("a", "b")) {
            nodes.add(EventTracker.builder(catalogue)
                    .dataSource(database)
                    .spool(folder.resolve(node))
                    .memberKey(folder.resolve("member-key"))
                    .createSchema(true)
                    .clock(() -> now)
                    .start());
        }
    }

    /** Two threads a node, with this number of requests each. */
    void serve(int requests) throws InterruptedException {
        List<Thread> threads = new ArrayList<>();
        for (EventTracker node : nodes) {
            for (int thread = 0; thread < 2; thread++) {
                threads.add(new Thread(() -> IntStream.range(0, requests).forEach(number -> serve(node, number))));
            }
        }
        threads.forEach(Thread::start);
        for (Thread thread : threads) {
            thread.join();
        }
    }

    private void serve(EventTracker events, int number) {
        long id = number % USERS;
        Who user = Who.user(id);
        events.counter("page_opened").addValues(0, user, "project");
        events.counter("issue_opened").addValues(0, user.project(id % 7), "ui");
        events.counter("pipeline_ended").addValues(number % 2 == 0 ? 10 : 20, Who.anonymous(), "passed");
        pull(events, FORMATS.get(number % 3), SOURCES.get(number % 2 + 1), id, number % BYTES);
        for (String plain : List.of("signed_out", "comment_written", "job_retried", "token_made", "token_revoked")) {
            events.counter(plain).add(0, 0, user);
        }
    }

    /** The method of an application that counts. */
    private void pull(EventTracker events, String format, String source, long userId, long size) {
        events.counter("package_pulled").addValues(size, Who.user(userId), format, source);
        pulled.incrementAndGet();
        npmPulledByPipelines.addAndGet(format.equals("npm") && source.equals("pipeline") ? 1 : 0);
        bytes.addAndGet(size);
        users.add(userId);
    }

    @Override
    public void close() {
        nodes.forEach(EventTracker::close);
    }
}
