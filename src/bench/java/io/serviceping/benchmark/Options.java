package io.serviceping.benchmark;

import io.serviceping.time.Period;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * What to measure; each is a system property {@code service-ping.benchmark.NAME}.
 *
 * @param rounds of each side but (b)
 * @param batchRounds of (b), which is slow; empty: 3 at up to 100 metrics, else 1
 * @param loadSeconds how long each run of pgbench, and each load of the collector, lasts
 * @param kills of each side that counts events
 * @param url of a server whose superuser we are; empty: the embedded one
 */
record Options(
        List<Part> parts,
        long rows,
        int rounds,
        Optional<Integer> batchRounds,
        int loadSeconds,
        int kills,
        Optional<String> url) {
    private static final String PREFIX = "service-ping.benchmark.";

    /** What can be measured by itself. */
    enum Part {
        MAIN72,
        MAIN300,
        DISK72,
        DISK300,
        ROWS,
        METRICS,
        CORES,
        CHECKPOINTS,
        LOAD,
        COLLECTOR,
        START,
        EVENTS,
        KILLS
    }

    Options {
        if (parts.isEmpty() || rows < 10_000 || rounds < 1 || loadSeconds < 1 || kills < 1) {
            throw new IllegalArgumentException(
                    "parts must not be empty, rows 10000 or more, rounds, load-seconds and kills 1 or more, but were "
                            + parts + ", " + rows + ", " + rounds + ", " + loadSeconds + ", " + kills);
        }
    }

    static Options read() {
        return new Options(
                property("parts")
                        .map(names -> Arrays.stream(names.split(","))
                                .map(name -> Part.valueOf(name.strip().toUpperCase(Locale.ROOT)))
                                .toList())
                        .orElse(List.of(Part.values())),
                property("rows").map(Long::parseLong).orElse(10_000_000L),
                property("rounds").map(Integer::parseInt).orElse(3),
                property("batch-rounds").map(Integer::parseInt),
                property("load-seconds").map(Integer::parseInt).orElse(40),
                property("kills").map(Integer::parseInt).orElse(6),
                property("url"));
    }

    /** The packaged program. */
    static Path jar() {
        return Path.of(System.getProperty("service-ping.jar"));
    }

    /** The jar to compare the start with: {@code jar-before}, else that of this build. */
    static Path jarBefore() {
        return property("jar-before").map(Path::of).orElse(jar());
    }

    /** {@code launcher}, the script of an unpacked distribution. Empty: the benchmark does itself what it does. */
    static Optional<Path> launcher() {
        return property("launcher").map(Path::of);
    }

    /** The week before the last complete one, so that the week after it is complete too. */
    static Period period() {
        return new Period(Period.lastCompleteAt(Instant.now()).monday().minusWeeks(1));
    }

    int roundsOfBatches(int metrics) {
        return batchRounds.orElse(metrics <= 100 ? 3 : 1);
    }

    private static Optional<String> property(String name) {
        return Optional.ofNullable(System.getProperty(PREFIX + name)).filter(value -> !value.isBlank());
    }
}
