package io.serviceping.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** The packaged program in a process of its own. */
final class ProgramRun implements AutoCloseable {
    /** Value of {@link Process#exitValue} after SIGKILL. */
    static final int KILLED = 137;

    private static final boolean IS_ROOT = System.getProperty("user.name").equals("root");

    private static final String UNPRIVILEGED = "nobody";

    private final Process process;
    private final Path out;
    private final Path err;

    private ProgramRun(Process process, Path out, Path err) {
        this.process = process;
        this.out = out;
        this.err = err;
    }

    /**
     * Starts the program.
     *
     * @param options for the JVM
     * @param variables environment variables to add; those for a proxy are removed
     */
    static ProgramRun start(Path home, List<String> options, List<String> arguments, Map<String, String> variables) {
        return start(List.of(), home, options, arguments, variables);
    }

    /** The same as a user who is not root, and may not read everything. */
    static ProgramRun startUnprivileged(Path home, List<String> arguments, Map<String, String> variables) {
        return start(
                IS_ROOT ? List.of("setpriv", "--reuid=" + UNPRIVILEGED, "--clear-groups") : List.of(),
                home,
                List.of(),
                arguments,
                variables);
    }

    /** The same where a folder can only be read, as on a disk that is mounted so. Needs root. */
    static ProgramRun startReadOnly(Path folder, Path home, List<String> arguments, Map<String, String> variables) {
        return start(
                List.of(
                        "unshare",
                        "--mount",
                        "sh",
                        "-c",
                        "mount --bind \"$0\" \"$0\" && mount -o remount,bind,ro \"$0\" && exec \"$@\"",
                        folder.toString(),
                        "setpriv",
                        "--reuid=" + UNPRIVILEGED,
                        "--clear-groups"),
                home,
                List.of(),
                arguments,
                variables);
    }

    /** Whether {@link #startReadOnly} works on this machine. */
    static boolean canMount() {
        try {
            return IS_ROOT
                    && new ProcessBuilder("unshare", "--mount", "true").start().waitFor() == 0;
        } catch (IOException e) {
            return false;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    /** The same, whether or not signals of the terminal are ignored here, as they are in the background. */
    static ProgramRun startAtTerminal(Path home, List<String> arguments) {
        return start(List.of("env", "--default-signal=INT"), home, List.of(), arguments, Map.of());
    }

    /** As Ctrl-C does. */
    void interrupt() {
        try {
            assertThat(new ProcessBuilder("kill", "-INT", String.valueOf(pid()))
                            .start()
                            .waitFor())
                    .isZero();
        } catch (IOException | InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    /** Gives a file to the user of {@link #startUnprivileged}. */
    static void giveToUnprivileged(Path file) throws IOException {
        if (IS_ROOT) {
            Files.setOwner(
                    file, file.getFileSystem().getUserPrincipalLookupService().lookupPrincipalByName(UNPRIVILEGED));
        }
    }

    private static ProgramRun start(
            List<String> prefix,
            Path home,
            List<String> options,
            List<String> arguments,
            Map<String, String> variables) {
        List<String> command = new ArrayList<>(prefix);
        command.addAll(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:TieredStopAtLevel=1",
                "-XX:+UseSerialGC",
                "-Xmx128m"));
        command.addAll(options);
        command.addAll(List.of("-jar", System.getProperty("service-ping.jar")));
        command.addAll(arguments);
        try {
            Path out = Files.createTempFile("service-ping-", ".out");
            Path err = Files.createTempFile("service-ping-", ".err");
            ProcessBuilder builder = new ProcessBuilder(command)
                    .directory(home.toFile())
                    .redirectOutput(out.toFile())
                    .redirectError(err.toFile());
            Map<String, String> environment = builder.environment();
            environment
                    .keySet()
                    .removeIf(name -> name.startsWith("SERVICE_PING_")
                            || name.equals("DO_NOT_TRACK")
                            || name.toLowerCase(Locale.ROOT).endsWith("_proxy"));
            environment.putAll(variables);
            return new ProgramRun(builder.start(), out, err);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    boolean isAlive() {
        return process.isAlive();
    }

    long pid() {
        return process.pid();
    }

    /** Sends SIGKILL and waits for the end. */
    void kill() {
        process.destroyForcibly();
        end();
    }

    /** Sends SIGTERM. */
    void terminate() {
        process.destroy();
    }

    CommandResult end() {
        try {
            if (!process.waitFor(Await.DEADLINE.toSeconds(), TimeUnit.SECONDS)) {
                process.destroyForcibly();
                throw new AssertionError("did not end: " + err());
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AssertionError(e);
        }
        return new CommandResult(process.exitValue(), read(out), err());
    }

    String err() {
        return read(err);
    }

    private static String read(Path file) {
        try {
            return Files.readString(file, StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void close() {
        process.destroyForcibly();
    }
}
