package io.serviceping.testing;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The packaged reference collector in a separate process, which can be killed and restarted with its data. */
public final class CollectorProgram implements AutoCloseable {
    private static final Pattern ENDPOINT = Pattern.compile("Collecting on (\\S+),");
    private static final Duration DEADLINE = Duration.ofMinutes(2);

    private final List<String> command;
    private final Path log;
    private Process process;
    private volatile URI endpoint;

    private CollectorProgram(List<String> command, Path log) {
        this.command = command;
        this.log = log;
        this.process = launch();
        this.endpoint = awaitEndpoint();
    }

    /** Starts it with its data in a folder and without access control. */
    public static CollectorProgram start(Path folder) {
        return start(folder, List.of());
    }

    /** Starts it with further options of the command; {@code --data} is the folder. */
    public static CollectorProgram start(Path folder, List<String> options) {
        return start(folder, "256m", options);
    }

    /** Starts it with this heap size, in the format of {@code -Xmx}. */
    public static CollectorProgram start(Path folder, String heap, List<String> options) {
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx" + heap,
                "-jar",
                System.getProperty("service-ping.jar"),
                "collector",
                "--port",
                "0"));
        if (!options.contains("--url")) {
            command.addAll(List.of("--data", folder.resolve("collected").toString()));
        }
        command.addAll(options);
        return new CollectorProgram(command, folder.resolve("collector.log"));
    }

    private Process launch() {
        try {
            ProcessBuilder builder =
                    new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(log.toFile());
            Map<String, String> environment = builder.environment();
            environment.keySet().removeIf(name -> name.startsWith("SERVICE_PING_"));
            return builder.start();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private URI awaitEndpoint() {
        long end = System.nanoTime() + DEADLINE.toNanos();
        try {
            while (process.isAlive() && System.nanoTime() < end) {
                Matcher matcher = ENDPOINT.matcher(Files.readString(log));
                if (matcher.find()) {
                    return URI.create(matcher.group(1));
                }
                Thread.sleep(20);
            }
            throw new AssertionError("the collector does not listen: " + Files.readString(log));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    /** Sends SIGKILL. The new process may listen on another port. */
    public void killAndStartAgain() {
        kill();
        process = launch();
        endpoint = awaitEndpoint();
    }

    private void kill() {
        try {
            process.destroyForcibly().waitFor();
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    public URI endpoint() {
        return endpoint;
    }

    /** The exit code. Empty: the process is still running after two minutes. */
    public OptionalInt awaitExit() throws InterruptedException {
        return process.waitFor(DEADLINE.toSeconds(), TimeUnit.SECONDS)
                ? OptionalInt.of(process.exitValue())
                : OptionalInt.empty();
    }

    public boolean isAlive() {
        return process.isAlive();
    }

    public String log() {
        try {
            return Files.readString(log);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    public Duration cpu() {
        return process.info().totalCpuDuration().orElse(Duration.ZERO);
    }

    @Override
    public void close() {
        kill();
    }
}
