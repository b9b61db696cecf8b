package io.serviceping.benchmark;

import io.serviceping.testing.TestDatabase;
import java.util.ArrayList;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;

/** Counting that goes on, again and again, until it is closed. */
final class Background implements AutoCloseable {
    private static final String UNDER_WAY = """
            select count(*) from pg_stat_activity
            where datname = current_database() and pid <> pg_backend_pid() and query ilike '%from events%'
            """;

    private final ExecutorService thread = Executors.newSingleThreadExecutor();
    private final Future<?> repeating;

    private Background(Callable<?> work) {
        repeating = thread.submit(() -> {
            while (!Thread.currentThread().isInterrupted()) {
                work.call();
            }
            return null;
        });
    }

    /** What to begin. */
    interface Start {
        Background begin() throws Exception;
    }

    static Background nothing() {
        return new Background(() -> {
            Thread.sleep(Long.MAX_VALUE);
            return null;
        });
    }

    /** One ping after the other, each from a cold state in a process of its own. */
    static Background pings(
            Bench bench, TestDatabase.Url database, Dataset dataset, BenchmarkInstallation.Pacing pacing)
            throws Exception {
        return new Background(() -> {
                    BenchmarkInstallation installation =
                            BenchmarkInstallation.make(bench.newHome(), database, dataset, pacing);
                    Process process = new Ours(installation, dataset.first(), new ArrayList<>())
                            .start(installation.home().resolve("output.txt"));
                    try {
                        return process.waitFor();
                    } finally {
                        process.destroy();
                        process.onExit().join();
                    }
                })
                .awaitStatement(database);
    }

    /** Each metric's own SQL. */
    static Background statements(TestDatabase.Url database, Dataset dataset) throws Exception {
        return new Background(() -> {
                    try (Session session = Session.open(database)) {
                        for (MetricStatement statement : MetricStatement.of(dataset)) {
                            if (Thread.currentThread().isInterrupted()) {
                                break;
                            }
                            session.number(statement.sql(dataset.first()));
                        }
                    }
                    return null;
                })
                .awaitStatement(database);
    }

    private Background awaitStatement(TestDatabase.Url database) throws Exception {
        try (Session session = Session.open(database)) {
            while (session.number(UNDER_WAY).orElseThrow() == 0) {
                check();
                Thread.sleep(5);
            }
        }
        return this;
    }

    /** Fails when it has ended of itself. */
    void check() throws Exception {
        if (repeating.isDone()) {
            repeating.get();
            throw new IllegalStateException("ended of itself");
        }
    }

    @Override
    public void close() throws InterruptedException {
        thread.shutdownNow();
        if (!thread.awaitTermination(5, TimeUnit.MINUTES)) {
            throw new IllegalStateException("does not end");
        }
    }
}
