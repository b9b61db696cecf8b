package io.serviceping.state;

import io.serviceping.jdbc.JdbcAddress;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.Statement;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/** A separate JVM that takes a lock or a database, reports that, and keeps it until it is killed. */
public final class OtherProcess implements AutoCloseable {
    private static final String READY = "ready";

    private final Process process;

    private OtherProcess(Process process) {
        this.process = process;
    }

    public static OtherProcess holding(String what, String... arguments) throws IOException {
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx256m",
                "-XX:TieredStopAtLevel=1",
                "-cp",
                System.getProperty("java.class.path"),
                OtherProcess.class.getName(),
                what));
        command.addAll(List.of(arguments));
        Process process = new ProcessBuilder(command)
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        BufferedReader output =
                new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8));
        for (String line = output.readLine(); !READY.equals(line); line = output.readLine()) {
            if (line == null) {
                throw new IOException("the other process ended before it held " + what);
            }
        }
        return new OtherProcess(process);
    }

    /** Kills as {@code kill -9} does. */
    void kill() throws InterruptedException {
        process.destroyForcibly().waitFor();
    }

    @Override
    public void close() throws InterruptedException {
        kill();
    }

    public static void main(String[] arguments) throws Exception {
        Object held = hold(arguments);
        System.out.println(READY);
        while (System.in.read() >= 0) {
            // Until this process is killed, or the process that started it ends.
        }
        System.err.println("lost what it held: " + held);
    }

    private static Object hold(String... arguments) throws Exception {
        return switch (arguments[0]) {
            case "run-lock" -> RunLock.tryAcquire(Path.of(arguments[1])).orElseThrow();
            case "cluster-lock" -> ClusterLock.tryAcquire(open(arguments)).orElseThrow();
            case "state" -> open(arguments);
            case "commits" -> commit(open(arguments));
            default -> throw new IllegalArgumentException(arguments[0]);
        };
    }

    private static StateDatabase open(String... arguments) throws StateUnavailableException {
        return StateDatabase.open(new JdbcAddress(arguments[1], arguments[2], arguments[3]), 3);
    }

    /** Commits one change and leaves another uncommitted. */
    private static Connection commit(StateDatabase state) throws Exception {
        InstanceId.id(state, () -> Instant.EPOCH);
        Connection connection = state.dataSource().getConnection();
        Statement statement = connection.createStatement();
        statement.execute("create table kept (id integer)");
        statement.execute("insert into kept values (1)");
        connection.setAutoCommit(false);
        statement.execute("insert into kept values (2)");
        return connection;
    }
}
