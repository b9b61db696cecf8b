package io.serviceping.benchmark;

import io.serviceping.benchmark.Options.Part;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.springframework.util.FileSystemUtils;

/** Run by {@code ./mvnw -Pbenchmark verify} only; fails where two sides give different values. */
class EngineBenchmark {
    @Test
    void measuresThePartsAskedFor() throws Exception {
        Options options = Options.read();
        Path folder = Files.createDirectories(Path.of("target/benchmark").toAbsolutePath());
        Path work = Files.createTempDirectory(folder, "run-");
        try {
            Bench bench = new Bench(options, folder, work, new AtomicInteger());
            for (Part part : options.parts()) {
                Files.deleteIfExists(folder.resolve(part.name().toLowerCase(Locale.ROOT) + ".md"));
                measure(bench, part);
            }
        } finally {
            FileSystemUtils.deleteRecursively(work);
        }
    }

    private static void measure(Bench bench, Part part) throws Exception {
        switch (part) {
            case MAIN72 -> new SideBySide(bench, part, 72, true).measure();
            case MAIN300 -> new SideBySide(bench, part, 300, true).measure();
            case DISK72 -> new SideBySide(bench, part, 72, false).measure();
            case DISK300 -> new SideBySide(bench, part, 300, false).measure();
            case ROWS -> new Growth(bench, part).ofRows();
            case METRICS -> new Growth(bench, part).ofMetrics();
            case CORES -> new SecondCore(bench, part).measure();
            case CHECKPOINTS -> new Checkpoints(bench, part).measure();
            case LOAD -> new Application(bench, part).measure();
            case COLLECTOR -> new CollectorLoad(bench, part).measure();
            case START -> new Starts(bench, part).measure();
            case EVENTS, KILLS -> new EventCosts(bench, part).measure();
        }
    }
}
