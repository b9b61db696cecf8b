package io.serviceping.benchmark;

import static org.assertj.core.api.Assertions.assertThat;

import io.serviceping.plan.Period;
import io.serviceping.testing.TestDatabase;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

/** Run by {@code ./mvnw -Pbenchmark verify} only. */
class EngineBenchmark {
    @Test
    void main72() throws Exception {
        long rows = Long.getLong("service-ping.benchmark.rows", 10_000_000);
        int rounds = Integer.getInteger("service-ping.benchmark.rounds", 3);
        Path folder = Files.createDirectories(Path.of("target/benchmark").toAbsolutePath());
        Path work = Files.createTempDirectory(folder, "run-");
        Path jar = Path.of(System.getProperty("service-ping.jar"));
        System.out.println("pinned to core 0: " + Cores.pin("0"));
        Period period = new Period(Period.lastCompleteAt(Instant.now()).monday().minusWeeks(1));
        Dataset dataset = Dataset.forMetrics(72, rows, period);
        try (Server server = Server.start(work.resolve("postgresql"), "2GB")) {
            server.database("postgres").execute("create database " + dataset.name());
            TestDatabase.Url database = server.database(dataset.name());
            long start = System.nanoTime();
            dataset.create().forEach(database::execute);
            System.out.printf("made %d rows in %.1f s%n", rows, Session.secondsSince(start));
            new BareScan(database).answer();
            Map<String, List<Double>> seconds = new TreeMap<>();
            for (int round = 0; round < rounds; round++) {
                Side.Answer a = new EachAlone(database, dataset, period).answer();
                Site site = Site.make(work.resolve("home-" + round), database, dataset, Site.Pace.FULL);
                Ours.Ran c = new Ours(jar, site, period).run();
                Side.Answer e = new ByHand(database, dataset, period).answer();
                Side.Answer f = new BareScan(database).answer();
                add(seconds, "a", a.seconds());
                add(seconds, "c", c.counting());
                add(seconds, "c whole process", c.wall());
                add(seconds, "e", e.seconds());
                add(seconds, "f", f.seconds());
                System.out.printf("%s heap %.0f MB rss %.0f MB%n", c.steps(), c.peakHeap(), c.peakRss());
                assertThat(c.values()).isEqualTo(a.values());
                assertThat(e.values()).isEqualTo(a.values());
            }
            seconds.forEach((side, all) -> System.out.printf("%-16s median %.2f s of %s%n", side, median(all), all));
            System.out.printf(
                    "a/c %.1f   c/e %.2f   c/f %.1f%n",
                    median(seconds.get("a")) / median(seconds.get("c")),
                    median(seconds.get("c")) / median(seconds.get("e")),
                    median(seconds.get("c")) / median(seconds.get("f")));
        }
    }

    private static void add(Map<String, List<Double>> seconds, String side, double value) {
        seconds.computeIfAbsent(side, none -> new ArrayList<>()).add(value);
    }

    private static double median(List<Double> values) {
        return values.stream().sorted().toList().get(values.size() / 2);
    }
}
