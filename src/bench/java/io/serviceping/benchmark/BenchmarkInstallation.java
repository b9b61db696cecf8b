package io.serviceping.benchmark;

import io.serviceping.testing.TestDatabase;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.springframework.util.FileSystemUtils;

/** A home folder of Service Ping with the definitions for a dataset, and a state database in an H2 file. */
record BenchmarkInstallation(Path home) {
    private static final String CONFIGURATION = """
            service-ping:
              product: { name: benchmark, version: "1.0" }
              databases:
                main: { url: "%s", username: "%s", password: "%s" }
              collection: { statement-timeout: %s, run-budget: 24h, parallelism: %d, max-load: %s, target-batch-time: %s }
            """;

    private static final String DEFINITION = """
            key_path: counts.%s
            description: Made for the benchmark.
            product_group: benchmark
            value_type: number
            status: active
            milestone: "1.0"
            time_frame: [all, 28d, 7d]
            sql: %s
            timestamp_column: created_at
            """;

    static BenchmarkInstallation make(Path home, TestDatabase.Url database, Dataset dataset, Pacing pacing)
            throws IOException {
        return make(home, database, dataset, pacing, DEFINITION);
    }

    /** As {@link #make}, with tables of which is said that rows are only added. */
    static BenchmarkInstallation makeAppendOnly(Path home, TestDatabase.Url database, Dataset dataset)
            throws IOException {
        return make(home, database, dataset, Pacing.FULL, DEFINITION + "append_only: true\n");
    }

    private static BenchmarkInstallation make(
            Path home, TestDatabase.Url database, Dataset dataset, Pacing pacing, String definition)
            throws IOException {
        Path definitions = Files.createDirectories(home.resolve("config/metrics"));
        Files.writeString(
                home.resolve("config/application.yml"),
                CONFIGURATION.formatted(
                        database.jdbc(),
                        database.username(),
                        database.password(),
                        Session.STATEMENT_TIMEOUT,
                        pacing.parallelism(),
                        pacing.maxLoad(),
                        pacing.targetBatchTime().toMillis() + "ms"));
        for (int kind = 0; kind < dataset.kinds(); kind++) {
            for (boolean distinct : List.of(false, true)) {
                String name = (distinct ? "users_" : "events_") + Dataset.kindName(kind);
                Files.writeString(
                        definitions.resolve(name + ".yml"),
                        definition.formatted(name, MetricStatement.select(kind, distinct)));
            }
        }
        return new BenchmarkInstallation(home);
    }

    /** The same with the state as it is now. */
    BenchmarkInstallation copy(Path other) throws IOException {
        FileSystemUtils.copyRecursively(home, other);
        return new BenchmarkInstallation(other);
    }

    /** How hard our side may press. */
    record Pacing(int parallelism, double maxLoad, Duration targetBatchTime) {
        static final Pacing FULL = new Pacing(1, 1.0);

        /** With the usual target. */
        Pacing(int parallelism, double maxLoad) {
            this(parallelism, maxLoad, Duration.ofMillis(500));
        }
    }
}
