package io.serviceping.benchmark;

import io.serviceping.testing.TestDatabase;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** A schema of many small tables, and metrics on a fifth of them, as a plan is made for. */
final class ManyTables {
    static final int TABLES = 600;

    /** Two definitions without windows, and all others with three. */
    static final int METRICS = 500;

    private static final String DATABASE = "benchmark_tables";
    private static final int COUNTED_TABLES = 120;
    private static final List<String> AGGREGATES = List.of(
            "count(*)", "count(distinct user_id)", "sum(amount)", "count(*) filter (where amount > %d)", "max(amount)");

    private static final String SCHEMA = """
            do $$
            begin
                for n in 0..%d loop
                    execute format('create table events_%%s (id bigint primary key, kind varchar(20) not null,'
                        || ' user_id bigint not null, amount bigint, created_at timestamp not null)', n);
                    execute format('insert into events_%%s select i, ''kind_'' || mod(i, 5), mod(i, 7), i,'
                        || ' timestamp ''2026-01-01'' + i * interval ''1 hour'' from generate_series(1, 100) i', n);
                end loop;
            end $$
            """;

    private static final String DEFINITION = """
            key_path: counts.metric_%d
            description: Made for the benchmark.
            product_group: benchmark
            value_type: number
            status: active
            milestone: "1.0"
            time_frame: %s
            sql: select %s from events_%d where kind = 'kind_%d'
            """;

    private static final String WINDOWS = "[all, 28d, 7d]";

    private ManyTables() {}

    static BenchmarkInstallation site(Path home, Server server) throws Exception {
        try (Session session = Session.open(server.admin())) {
            session.execute("create database " + DATABASE);
        }
        TestDatabase.Url database = server.database(DATABASE);
        database.execute(SCHEMA.formatted(TABLES - 1), "vacuum (analyze)");
        Path definitions = Files.createDirectories(home.resolve("config/metrics"));
        Files.writeString(home.resolve("config/application.yml"), """
                service-ping:
                  product: { name: benchmark, version: "1.0" }
                  databases:
                    main: { url: "%s", username: "%s", password: "%s" }
                """.formatted(
                        database.jdbc(), database.username(), database.password()));
        int metrics = 0;
        for (int number = 0; metrics < METRICS; number++) {
            boolean windows = METRICS - metrics > 2;
            Files.writeString(
                    definitions.resolve("metric_" + number + ".yml"), definition(number, windows ? WINDOWS : "all"));
            metrics += windows ? 3 : 1;
        }
        return new BenchmarkInstallation(home);
    }

    private static String definition(int number, String timeFrame) {
        int table = number % COUNTED_TABLES * (TABLES / COUNTED_TABLES);
        String aggregate = AGGREGATES.get(number % AGGREGATES.size()).formatted(number);
        return DEFINITION.formatted(number, timeFrame, aggregate, table, number % 5)
                + (timeFrame.equals(WINDOWS) ? "timestamp_column: created_at\n" : "");
    }
}
