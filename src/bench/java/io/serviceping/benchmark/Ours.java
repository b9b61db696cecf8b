package io.serviceping.benchmark;

import io.serviceping.time.Period;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * (c), (d) The packaged program in a process of its own: run, freeze, send nothing.
 *
 * @param runs where each run is noted
 */
record Ours(BenchmarkInstallation installation, Period period, List<Ours.Ran> runs) implements Side {
    /** The options of {@code src/packaging/bin/java.sh}. */
    private static final List<String> AS_CRON_STARTS_IT =
            List.of("-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC", "-Xmx256m");

    private static final String STEPS = """
            select step_name, cast(datediff(microsecond, start_time, end_time) as double) / 1000000
            from batch_step_execution
            where job_execution_id = (select max(job_execution_id) from batch_step_execution)
            """;

    @Override
    public Answer answer() throws Exception {
        Ran ran = run();
        return new Answer(ran.counting(), ran.values());
    }

    /**
     * @param wall seconds from the start of the process to its end
     * @param steps seconds of each step of the job
     * @param peakHeap megabytes in use before a collection, the most that the log of the collector names
     * @param peakRss megabytes
     */
    record Ran(double wall, Map<String, Double> steps, Map<String, Long> values, double peakHeap, double peakRss) {
        /** What is not start-up: counting, and making values of what was counted. */
        double counting() {
            return step("collect") + step("freeze");
        }

        double step(String name) {
            return steps.getOrDefault(name, 0.0);
        }
    }

    Ran run() throws Exception {
        Path gc = installation.home().resolve("gc-" + period + ".log");
        Path output = installation.home().resolve("output-" + period + ".txt");
        long start = System.nanoTime();
        Process process = start(output, "-Xlog:gc:file=" + gc);
        double peakRss = ProcessMemory.peak(process);
        double wall = Session.secondsSince(start);
        if (process.exitValue() != 0) {
            throw new IllegalStateException("exit code " + process.exitValue() + ": " + Files.readString(output));
        }
        Ran ran = new Ran(wall, steps(), values(), ProcessMemory.peakHeap(gc), peakRss);
        runs.add(ran);
        return ran;
    }

    /** Whether the definitions are ones that the program knows. */
    boolean isUnderstood() throws IOException, InterruptedException {
        return command(List.of(), "validate").start().waitFor() == 0;
    }

    /** Starts it and does not wait. */
    Process start(Path output, String... jvm) throws IOException {
        return command(List.of(jvm), "run", "--no-submit", "--period", period.toString())
                .redirectOutput(output.toFile())
                .start();
    }

    private ProcessBuilder command(List<String> jvm, String... words) {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(AS_CRON_STARTS_IT);
        command.addAll(jvm);
        command.addAll(List.of(
                "-jar", Options.jar().toString(), "--home", installation.home().toString()));
        command.addAll(List.of(words));
        ProcessBuilder builder =
                new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(ProcessBuilder.Redirect.DISCARD);
        builder.environment()
                .keySet()
                .removeIf(name -> name.startsWith("SERVICE_PING_") || name.equals("DO_NOT_TRACK"));
        return builder;
    }

    private Map<String, Double> steps() throws SQLException {
        Map<String, Double> steps = new HashMap<>();
        try (Connection state =
                        DriverManager.getConnection("jdbc:h2:file:" + installation.home() + "/state/service-ping");
                Statement statement = state.createStatement();
                ResultSet rows = statement.executeQuery(STEPS)) {
            while (rows.next()) {
                steps.put(rows.getString(1), rows.getDouble(2));
            }
        }
        return steps;
    }

    private Map<String, Long> values() throws IOException {
        JsonNode ping = JsonMapper.shared()
                .readTree(Files.readAllBytes(installation.home().resolve("state/pings/" + period + ".json")));
        Map<String, Long> values = new HashMap<>();
        ping.at("/metrics/counts").properties().forEach(metric -> {
            if (!List.of("ok")
                    .contains(ping.at("/collection/metrics/counts." + metric.getKey() + "/status")
                            .asString())) {
                throw new IllegalStateException(
                        metric.getKey() + " is not exact: " + ping.at("/collection/metrics/counts." + metric.getKey()));
            }
            values.put(metric.getKey(), metric.getValue().asLong());
        });
        return values;
    }
}
