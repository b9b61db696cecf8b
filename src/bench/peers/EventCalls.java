import com.posthog.java.PostHog;
import com.segment.analytics.Analytics;
import com.segment.analytics.messages.TrackMessage;
import com.snowplowanalytics.snowplow.tracker.Snowplow;
import com.snowplowanalytics.snowplow.tracker.Tracker;
import com.snowplowanalytics.snowplow.tracker.events.Structured;
import com.sun.management.OperatingSystemMXBean;
import com.sun.management.ThreadMXBean;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.opentelemetry.api.common.AttributeKey;
import io.opentelemetry.api.common.Attributes;
import io.opentelemetry.api.metrics.LongCounter;
import io.opentelemetry.sdk.common.CompletableResultCode;
import io.opentelemetry.sdk.metrics.InstrumentType;
import io.opentelemetry.sdk.metrics.SdkMeterProvider;
import io.opentelemetry.sdk.metrics.data.AggregationTemporality;
import io.opentelemetry.sdk.metrics.data.MetricData;
import io.opentelemetry.sdk.metrics.export.MetricExporter;
import io.opentelemetry.sdk.metrics.export.PeriodicMetricReader;
import io.serviceping.events.Counter;
import io.serviceping.events.EventCatalogue;
import io.serviceping.events.EventTracker;
import io.serviceping.events.Who;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.MappedByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.Arrays;
import java.util.Collection;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.IntConsumer;
import org.postgresql.ds.PGSimpleDataSource;
import redis.clients.jedis.Jedis;
import redis.clients.jedis.Transaction;

/** One side of part events, in a process of its own: what a call costs, or calls until the process is killed. */
public final class EventCalls {
    private static final String EVENT = "package_pulled";
    private static final String[] FORMATS = {"maven", "npm", "pypi"};
    private static final String[] SOURCES = {"ui", "api", "pipeline"};
    private static final long SIX_WEEKS = 3_628_800;
    private static final String CATALOGUE = """
            service-ping-events 1
            event 17 package_pulled
              property format 4 maven npm pypi
              property source 4 ui api pipeline
              identifier user
              sum bytes 1000000000000
            """;

    /** A kind of call, and the end of what it began. */
    private interface Side extends AutoCloseable {
        void call(int number);

        /** How often the calls are made before they are measured. */
        default int warmUps() {
            return 1;
        }

        /** After each so many calls; it is not measured as the caller's. */
        default void rest() {}

        @Override
        default void close() throws Exception {}
    }

    private EventCalls() {}

    /** {@code cost SIDE CALLS THREADS URL FOLDER SINK REDIS_PORT}, {@code latency …} or {@code paced SIDE FILE 1 …}. */
    public static void main(String[] arguments) throws Exception {
        Side side = arguments[1].startsWith("gitlab")
                ? gitLab(arguments[1], Integer.parseInt(arguments[7]))
                : side(arguments[1], arguments[4], Path.of(arguments[5]), arguments[6]);
        if (arguments[0].equals("paced")) {
            paced(side, Path.of(arguments[2]));
        }
        int calls = Integer.parseInt(arguments[2]);
        if (arguments[0].equals("latency")) {
            latency(side, calls);
        } else {
            cost(side, calls, Integer.parseInt(arguments[3]));
        }
        System.exit(0);
    }

    /**
     * Nanoseconds of the caller's CPU and bytes a call, nanoseconds of the process's CPU until all is delivered, and
     * nanoseconds that the caller waited by the wall's clock.
     */
    private static void cost(Side side, int calls, int threads) throws Exception {
        for (int warmUp = 0; warmUp < side.warmUps(); warmUp++) {
            for (int call = 0; call < calls; call++) {
                side.call(call);
            }
            side.rest();
        }
        OperatingSystemMXBean process = (OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean();
        long processBefore = process.getProcessCpuTime();
        double[][] costs = new double[threads][];
        Thread[] running = new Thread[threads];
        for (int i = 0; i < threads; i++) {
            int thread = i;
            running[i] = new Thread(() -> costs[thread] = caller(side, calls));
            running[i].start();
        }
        for (Thread one : running) {
            one.join();
        }
        side.close();
        double processNanos = (process.getProcessCpuTime() - processBefore) / (double) calls / threads;
        System.out.printf(
                "%f %f %f %f%n",
                average(costs, 0), average(costs, 1), processNanos, average(costs, 2));
    }

    private static double average(double[][] costs, int figure) {
        return Arrays.stream(costs).mapToDouble(one -> one[figure]).average().orElse(0);
    }

    private static double[] caller(Side side, int calls) {
        ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
        long bytes = threads.getCurrentThreadAllocatedBytes();
        long cpu = threads.getCurrentThreadCpuTime();
        long begin = System.nanoTime();
        for (int call = 0; call < calls; call++) {
            side.call(call);
        }
        long waited = System.nanoTime() - begin;
        long spent = threads.getCurrentThreadCpuTime() - cpu;
        return new double[] {
            spent / (double) calls,
            (threads.getCurrentThreadAllocatedBytes() - bytes) / (double) calls,
            waited / (double) calls
        };
    }

    /** Median, 99.9th percentile, and calls a second, by the wall's clock. */
    private static void latency(Side side, int calls) {
        long[] nanos = new long[calls];
        for (int round = 0; round < 2; round++) {
            for (int call = 0; call < calls; call++) {
                long begin = System.nanoTime();
                side.call(call);
                nanos[call] = System.nanoTime() - begin;
            }
        }
        Arrays.sort(nanos);
        System.out.printf("%d %d 0 0%n", nanos[calls / 2], nanos[(int) (calls * 0.999)]);
    }

    /** A thousand calls a second. The file has how many returned. */
    private static void paced(Side side, Path file) throws IOException {
        MappedByteBuffer returned;
        try (FileChannel channel =
                FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.READ, StandardOpenOption.WRITE)) {
            returned = channel.map(FileChannel.MapMode.READ_WRITE, 0, Long.BYTES);
        }
        long begin = System.nanoTime();
        for (int call = 0; true; call++) {
            while (System.nanoTime() - begin < call * 1_000_000L) {
                LockSupport.parkNanos(200_000);
            }
            side.call(call);
            returned.putLong(0, call + 1L);
        }
    }

    private static Side side(String name, String url, Path folder, String sink) {
        return switch (name) {
            case "micrometer" -> micrometer();
            case "opentelemetry" -> openTelemetry();
            case "posthog" -> postHog(sink);
            case "snowplow" -> snowplow(sink);
            case "segment" -> segment(sink);
            default -> ours(name, url, folder);
        };
    }

    private static Side ours(String name, String url, Path folder) {
        PGSimpleDataSource database = new PGSimpleDataSource();
        database.setUrl(url);
        EventTracker tracker = EventTracker.builder(EventCatalogue.parse(CATALOGUE))
                .dataSource(database)
                .spool(folder)
                .createSchema(true)
                .counting(!name.equals("ours-off"))
                .flushEvery(name.equals("ours-flushing") ? Duration.ofMillis(50) : Duration.ofSeconds(30))
                .start();
        IntConsumer call = call(name, tracker.counter(17));
        return new Side() {
            @Override
            public void call(int number) {
                call.accept(number);
            }

            /** Few calls of new users fit into the log, so that they take some turns to be compiled. */
            @Override
            public int warmUps() {
                return name.equals("ours-first") ? 10 : 1;
            }

            @Override
            public void rest() {
                if (name.equals("ours-first") && !tracker.flush(Duration.ofMinutes(1))) {
                    throw new IllegalStateException(tracker.health().problem());
                }
            }

            @Override
            public void close() {
                tracker.close();
            }
        };
    }

    private static IntConsumer call(String name, Counter counter) {
        Who nobody = Who.anonymous();
        return switch (name) {
            case "ours-total", "ours-off" -> number -> counter.add(number & 7, 0, nobody);
            case "ours-user" -> number -> counter.add(number & 7, number & 1023, Who.user(number & 1023));
            case "ours-first" -> {
                long[] next = {System.nanoTime()};
                yield number -> counter.add(number & 7, number & 1023, Who.user(next[0]++));
            }
            case "ours-words", "ours-killed" ->
                number -> counter.addValues(
                        number & 1023, Who.user(number & 1023), FORMATS[number % 3], SOURCES[number % 2]);
            default -> number -> counter.add(number & 7, number & 1023, nobody);
        };
    }

    /**
     * The calls to Redis of GitLab's {@code InternalEvents} for an event with one metric of its total and one of its unique
     * users: {@code INCR}, and {@code PFADD} with {@code EXPIRE} in a transaction, a round trip each. With other metrics
     * there are more.
     */
    private static Side gitLab(String name, int port) {
        Jedis redis = new Jedis("127.0.0.1", port);
        boolean unique = name.endsWith("user");
        return new Side() {
            @Override
            public void call(int number) {
                redis.incr("{event_counters}_" + EVENT + "-filter:[format:" + FORMATS[number % 3] + "]-2026-10");
                if (unique) {
                    Transaction transaction = redis.multi();
                    String key = "{hll_counters}_" + EVENT + "-filter:[format:" + FORMATS[number % 3] + "]-user-2026-10";
                    transaction.pfadd(key, String.valueOf(number & 1023));
                    transaction.expire(key, SIX_WEEKS);
                    transaction.exec();
                }
            }

            @Override
            public void close() {
                redis.close();
            }
        };
    }

    private static Side micrometer() {
        SimpleMeterRegistry registry = new SimpleMeterRegistry();
        return number -> registry.counter(EVENT, "format", FORMATS[number % 3], "source", SOURCES[number % 2])
                .increment();
    }

    private static Side openTelemetry() {
        SdkMeterProvider provider = SdkMeterProvider.builder()
                .registerMetricReader(PeriodicMetricReader.create(new Nowhere()))
                .build();
        LongCounter counter = provider.get("benchmark").counterBuilder(EVENT).build();
        AttributeKey<String> format = AttributeKey.stringKey("format");
        AttributeKey<String> source = AttributeKey.stringKey("source");
        return number ->
                counter.add(1, Attributes.of(format, FORMATS[number % 3], source, SOURCES[number % 2]));
    }

    private static Side postHog(String sink) {
        PostHog postHog = new PostHog.Builder("key").host(sink).build();
        return new Side() {
            @Override
            public void call(int number) {
                postHog.capture(
                        "user-" + (number & 1023),
                        EVENT,
                        Map.of("format", FORMATS[number % 3], "source", SOURCES[number % 2]));
            }

            @Override
            public void close() {
                postHog.shutdown();
            }
        };
    }

    private static Side snowplow(String sink) {
        Tracker tracker = Snowplow.createTracker("benchmark", "application", sink);
        return new Side() {
            @Override
            public void call(int number) {
                tracker.track(Structured.builder()
                        .category("packages")
                        .action(EVENT)
                        .label(FORMATS[number % 3])
                        .property(SOURCES[number % 2])
                        .build());
            }

            @Override
            public void close() {
                tracker.close();
            }
        };
    }

    private static Side segment(String sink) {
        Analytics analytics = Analytics.builder("key").endpoint(sink).build();
        return new Side() {
            @Override
            public void call(int number) {
                analytics.enqueue(TrackMessage.builder(EVENT)
                        .userId("user-" + (number & 1023))
                        .properties(Map.of("format", FORMATS[number % 3], "source", SOURCES[number % 2])));
            }

            @Override
            public void close() throws InterruptedException {
                analytics.flush();
                TimeUnit.SECONDS.sleep(1);
                analytics.shutdown();
            }
        };
    }

    /** Metrics go nowhere: only counting is measured. */
    private static final class Nowhere implements MetricExporter {
        @Override
        public CompletableResultCode export(Collection<MetricData> metrics) {
            return CompletableResultCode.ofSuccess();
        }

        @Override
        public CompletableResultCode flush() {
            return CompletableResultCode.ofSuccess();
        }

        @Override
        public CompletableResultCode shutdown() {
            return CompletableResultCode.ofSuccess();
        }

        @Override
        public AggregationTemporality getAggregationTemporality(InstrumentType type) {
            return AggregationTemporality.CUMULATIVE;
        }
    }
}
