package io.serviceping.benchmark;

import io.serviceping.collector.Collector;
import io.serviceping.collector.CollectorSettings;
import io.serviceping.testing.SentPing;
import java.net.InetAddress;
import java.net.URI;
import java.nio.file.Files;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/** How many new pings a second a collector on H2 acknowledges. Arguments: seconds (10), senders (16). */
final class CollectorLoad {
    private CollectorLoad() {}

    public static void main(String[] arguments) throws Exception {
        int seconds = arguments.length > 0 ? Integer.parseInt(arguments[0]) : 10;
        int senders = arguments.length > 1 ? Integer.parseInt(arguments[1]) : 16;
        CollectorSettings settings = new CollectorSettings(
                InetAddress.getLoopbackAddress(), 0, Files.createTempDirectory("collector-load-"), null);
        try (Collector collector = Collector.start(settings)) {
            send(collector.endpoint(), 2, senders);
            long[] nanos = send(collector.endpoint(), seconds, senders);
            Arrays.sort(nanos);
            System.out.printf(
                    "%d senders, %d s: %d acknowledged, %d a second, median %.1f ms, 99th percentile %.1f ms%n",
                    senders,
                    seconds,
                    nanos.length,
                    nanos.length / seconds,
                    nanos[nanos.length / 2] / 1e6,
                    nanos[(int) (nanos.length * 0.99)] / 1e6);
            System.out.println(SentPing.get(collector.endpoint().resolve("/report")));
        }
    }

    private static long[] send(URI endpoint, int seconds, int senders) throws Exception {
        ExecutorService threads = Executors.newFixedThreadPool(senders);
        List<Callable<List<Long>>> work = new ArrayList<>();
        long end = System.nanoTime() + Duration.ofSeconds(seconds).toNanos();
        for (int i = 0; i < senders; i++) {
            work.add(() -> sendUntil(endpoint, end));
        }
        List<Long> nanos = new ArrayList<>();
        for (Future<List<Long>> sent : threads.invokeAll(work)) {
            nanos.addAll(sent.get());
        }
        threads.shutdown();
        return nanos.stream().mapToLong(Long::longValue).toArray();
    }

    private static List<Long> sendUntil(URI endpoint, long end) throws Exception {
        List<Long> nanos = new ArrayList<>();
        while (System.nanoTime() < end) {
            SentPing ping = SentPing.fresh();
            long start = System.nanoTime();
            int status = ping.post(endpoint).statusCode();
            if (status != 201) {
                throw new IllegalStateException("answered " + status);
            }
            nanos.add(System.nanoTime() - start);
        }
        return nanos;
    }
}
