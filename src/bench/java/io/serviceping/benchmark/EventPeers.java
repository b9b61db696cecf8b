package io.serviceping.benchmark;

import io.serviceping.testing.TestDatabase;
import java.io.File;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import javax.tools.ToolProvider;

/** Other ways to count an event: their jars, which nothing else has on its class path, and processes that call them. */
final class EventPeers {
    private static final Path SOURCES = Path.of("src/bench/peers");

    private static final String DRIVER = "postgresql-42";

    private final Path work;
    private final TestDatabase.Url database;
    private final EventSink sink;
    private final int redis;

    private EventPeers(Path work, TestDatabase.Url database, EventSink sink, int redis) {
        this.work = work;
        this.database = database;
        this.sink = sink;
        this.redis = redis;
    }

    /** @param redis the port of a Redis; 0: there is none */
    static EventPeers in(Path work, TestDatabase.Url database, EventSink sink, int redis) throws Exception {
        EventPeers peers = new EventPeers(Files.createDirectories(work), database, sink, redis);
        run(List.of(
                "./mvnw",
                "-B",
                "-ntp",
                "-q",
                "-f",
                SOURCES.resolve("pom.xml").toString(),
                "dependency:copy-dependencies",
                "-DoutputDirectory=" + work.resolve("jars")));
        String[] compile = {
            "-nowarn",
            "-cp",
            peers.classPath(),
            "-d",
            work.toString(),
            SOURCES.resolve("EventCalls.java").toString(),
            SOURCES.resolve("TrackerStart.java").toString()
        };
        if (ToolProvider.getSystemJavaCompiler().run(null, null, null, compile) != 0) {
            throw new IllegalStateException("The sources in " + SOURCES + " do not compile");
        }
        return peers;
    }

    /**
     * What one side costs: nanoseconds of the caller's CPU and bytes a call, nanoseconds of the process's CPU a call, and
     * nanoseconds of the caller's time.
     */
    record Cost(double caller, double bytes, double process, double waited) {}

    Cost cost(String mode, String side, int calls, int threads) throws Exception {
        List<String> printed = run(command(mode, side, String.valueOf(calls), threads, sink));
        String[] numbers = printed.get(printed.size() - 1).split(" ", -1);
        return new Cost(
                Double.parseDouble(numbers[0]),
                Double.parseDouble(numbers[1]),
                Double.parseDouble(numbers[2]),
                Double.parseDouble(numbers[3]));
    }

    /**
     * Starts a tracker with nothing but the SDK's jar and the driver.
     *
     * @return milliseconds that the caller waited, milliseconds of its CPU, bytes of the heap
     */
    double[] start(Path jar) throws IOException, InterruptedException {
        List<String> command = new ArrayList<>(List.of(
                java(),
                "-Xmx256m",
                "-cp",
                String.join(File.pathSeparator, work.toString(), jar.toString(), driver()),
                "TrackerStart",
                url(),
                work.resolve("started").toString()));
        List<String> printed = run(command);
        return Arrays.stream(printed.get(printed.size() - 1).split(" ", -1))
                .mapToDouble(Double::parseDouble)
                .toArray();
    }

    /**
     * Calls a thousand times a second, and kills the process so long after its first call.
     *
     * @param its gets what it sends
     * @return how many calls had returned
     */
    long killed(String side, EventSink its, long millis) throws IOException, InterruptedException {
        Path returned = work.resolve("returned-" + side);
        Files.deleteIfExists(returned);
        Process process = new ProcessBuilder(command("paced", side, returned.toString(), 1, its))
                .redirectErrorStream(true)
                .redirectOutput(work.resolve("killed-" + side + ".log").toFile())
                .start();
        while (calls(returned) == 0 && process.isAlive()) {
            TimeUnit.MILLISECONDS.sleep(5);
        }
        TimeUnit.MILLISECONDS.sleep(millis);
        process.destroyForcibly().waitFor();
        return calls(returned);
    }

    Path spool() {
        return work.resolve("spool");
    }

    private static long calls(Path returned) throws IOException {
        byte[] bytes = Files.exists(returned) ? Files.readAllBytes(returned) : new byte[0];
        return bytes.length < Long.BYTES ? 0 : ByteBuffer.wrap(bytes).getLong();
    }

    private List<String> command(String mode, String side, String argument, int threads, EventSink to)
            throws IOException {
        List<String> command = new ArrayList<>(List.of(
                java(),
                "-Xmx256m",
                "-cp",
                work + File.pathSeparator + classPath(),
                "EventCalls",
                mode,
                side,
                argument,
                String.valueOf(threads)));
        command.addAll(List.of(url(), spool().toString(), to.url(), String.valueOf(redis)));
        return command;
    }

    private String url() {
        return String.format(
                Locale.ROOT, "%s?user=%s&password=%s", database.jdbc(), database.username(), database.password());
    }

    private static String java() {
        return Path.of(System.getProperty("java.home"), "bin", "java").toString();
    }

    private static Stream<String> ownClassPath() {
        return Stream.of(System.getProperty("java.class.path").split(File.pathSeparator, -1));
    }

    private static String driver() {
        return ownClassPath()
                .filter(entry -> entry.contains(DRIVER))
                .findFirst()
                .orElseThrow();
    }

    /** Ours without the program's own libraries, of which a peer may need other versions. */
    private String classPath() throws IOException {
        try (Stream<Path> jars = Files.list(work.resolve("jars"))) {
            List<String> all = new ArrayList<>(jars.map(Path::toString).toList());
            ownClassPath()
                    .filter(entry -> entry.endsWith("classes") || entry.contains(DRIVER))
                    .forEach(all::add);
            return String.join(File.pathSeparator, all);
        }
    }

    static List<String> run(List<String> command) throws IOException, InterruptedException {
        Process process = new ProcessBuilder(command)
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        List<String> lines = process.inputReader().lines().toList();
        if (process.waitFor() != 0) {
            throw new IllegalStateException(command + " failed: " + lines);
        }
        return lines;
    }
}
