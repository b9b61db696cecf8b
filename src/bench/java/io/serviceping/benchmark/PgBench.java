package io.serviceping.benchmark;

import io.serviceping.testing.TestDatabase;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;

/** The application: {@code pgbench}, four reading transactions for each that writes. */
record PgBench(TestDatabase.Url database, Path work, int clients, int seconds) {
    private static final int SCALE = 20;
    private static final int LATENCY_COLUMN = 2;

    /**
     * @param perSecond transactions
     * @param p99 milliseconds that 99 of 100 transactions stay below
     */
    record Load(double perSecond, double p99) {}

    static boolean isInstalled() throws InterruptedException {
        try {
            return new ProcessBuilder("pgbench", "--version")
                            .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                            .start()
                            .waitFor()
                    == 0;
        } catch (IOException e) {
            return false;
        }
    }

    void initialize() throws IOException, InterruptedException {
        run(List.of("--initialize", "--quiet", "--scale=" + SCALE));
    }

    /** @param rate transactions that are begun in a second; 0: each client as fast as it can */
    Load run(double rate) throws IOException, InterruptedException {
        Path log = Files.createTempDirectory(work, "pgbench-");
        List<String> words = new ArrayList<>(List.of(
                "--builtin=select-only@4",
                "--builtin=tpcb-like@1",
                "--client=" + clients,
                "--time=" + seconds,
                "--log",
                "--log-prefix=" + log.resolve("log")));
        if (rate > 0) {
            words.add("--rate=" + rate);
        }
        run(words);
        long[] micros = latencies(log);
        return new Load((double) micros.length / seconds, micros[(int) (micros.length * 0.99)] / 1000.0);
    }

    private static long[] latencies(Path folder) throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            long[] micros = files.flatMap(PgBench::lines)
                    .mapToLong(line -> Long.parseLong(line.split(" ", -1)[LATENCY_COLUMN]))
                    .toArray();
            Arrays.sort(micros);
            return micros;
        }
    }

    private static Stream<String> lines(Path file) {
        try {
            return Files.readAllLines(file).stream();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void run(List<String> words) throws IOException, InterruptedException {
        URI server = URI.create(database.jdbc().substring("jdbc:".length()));
        List<String> command = new ArrayList<>(List.of("pgbench"));
        command.addAll(words);
        command.addAll(List.of(
                "--host=" + server.getHost(),
                "--port=" + (server.getPort() < 0 ? 5432 : server.getPort()),
                "--username=" + database.username(),
                server.getPath().substring(1)));
        Path output = Files.createTempFile(work, "pgbench-", ".txt");
        ProcessBuilder builder =
                new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(output.toFile());
        builder.environment().put("PGPASSWORD", database.password());
        if (builder.start().waitFor() != 0) {
            throw new IllegalStateException(Files.readString(output));
        }
    }
}
