package io.serviceping.benchmark;

import io.serviceping.testing.TestDatabase;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Locale;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Where a part finds its server, its tables and its folders, and tells what it measured.
 *
 * @param folder where the results go
 * @param work for homes and the server's data; goes away at the end
 */
record Bench(Options options, Path folder, Path work, AtomicInteger homes) {
    private static final int MEGABYTE_ROWS = 10_000;
    private static final int TIMES_FOR_A_RING = 5;

    /** Shared buffers of which a table of so many rows is less than a quarter: a larger one is not kept by a scan. */
    static long megabytesFor(long rows) {
        return 256 + rows / MEGABYTE_ROWS * TIMES_FOR_A_RING;
    }

    /** On these cores: the server, and all that is started from now on. */
    Server server(String cores, long megabytes) throws IOException, InterruptedException {
        String pinned = Cores.pin(cores) ? "pinned to core " + cores : "NOT pinned: there is no taskset here";
        Server server = Server.start(options.url(), work.resolve("postgresql"), megabytes);
        System.out.println(pinned + (server.isOurs() ? "" : "; the server is not ours, and runs where it runs"));
        return server;
    }

    /** The dataset's database, made where it is not there yet, and its table read once. */
    TestDatabase.Url database(Server server, Dataset dataset) throws Exception {
        try (Session session = Session.open(server.admin())) {
            String known = "select count(*) from pg_database where datname = '" + dataset.name() + "'";
            if (session.number(known).orElseThrow() == 0) {
                session.execute("create database " + dataset.name());
                long start = System.nanoTime();
                server.database(dataset.name()).execute(dataset.create().toArray(String[]::new));
                System.out.printf("made %,d rows in %.0f s%n", dataset.rows(), Session.secondsSince(start));
            }
        }
        new BareScan(server.database(dataset.name())).answer();
        return server.database(dataset.name());
    }

    Path newHome() {
        return work.resolve("home-" + homes.incrementAndGet());
    }

    /** On standard output and at the end of the part's file. */
    void tell(Options.Part part, Object text) throws IOException {
        System.out.println(text);
        Files.writeString(
                folder.resolve(part.name().toLowerCase(Locale.ROOT) + ".md"),
                text + "\n",
                StandardOpenOption.CREATE,
                StandardOpenOption.APPEND);
    }
}
