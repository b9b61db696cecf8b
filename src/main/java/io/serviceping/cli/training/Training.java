package io.serviceping.cli.training;

import io.serviceping.cli.ServicePing;
import io.serviceping.cli.console.CliContext;
import io.serviceping.cli.console.Interruption;
import io.serviceping.cli.console.Screen;
import io.serviceping.collector.Collector;
import io.serviceping.collector.CollectorSettings;
import io.serviceping.time.TimeSource;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.InetAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.jar.JarFile;
import java.util.zip.ZipEntry;

/**
 * Runs the usual commands in one process, so that the JVM can write down which classes they load. The script {@code
 * service-ping-archive} starts this; its only argument is a folder that does not exist yet.
 */
final class Training {
    private static final String CONFIGURATION = """
            service-ping:
              product: {name: Training, version: 1.0}
              databases: {main: {url: "%s"}}
              endpoint: {url: "%s"}
            """;

    private static final String DEFINITION = """
            {key_path: counts.metric_%1$d, description: Training., product_group: training, value_type: number,
             status: active, milestone: "1.0", time_frame: [all, 28d], sql: "select %2$s",
             timestamp_column: users.created_at, timestamp_unit: timestamp}
            """;

    private static final List<String> METRICS = List.of(
            "count(*) from users",
            "count(distinct id) from users",
            "sum(amount) from users where kind = 'b' and amount > 1",
            "max(amount) from users where kind in ('a', 'b') and amount is not null",
            "count(*) filter (where amount > 2 or kind <> 'a') from users",
            "coalesce(round(avg(amount), 2), 0) from users",
            "count(*) from users join kinds on kinds.kind = users.kind where kinds.is_new");

    private static final List<List<String>> COMMANDS = List.of(
            List.of("--help"),
            List.of("run", "--help"),
            List.of("validate"),
            List.of("validate", "--database"),
            List.of("plan"),
            List.of("preview"),
            List.of("run"),
            List.of("run"),
            List.of("submit"),
            List.of("status"),
            List.of("status", "--json"),
            List.of("opt-out"),
            List.of("status"),
            List.of("opt-in"));

    /** Nothing listens there; the attempt loads the driver. */
    private static final String NO_SERVER = "jdbc:postgresql://127.0.0.1:1/none";

    private static final String POSTGRESQL = "--service-ping.databases.main.url=" + NO_SERVER;

    private final Path home;

    private Training(Path home) {
        this.home = home;
    }

    public static void main(String[] arguments) throws IOException, SQLException {
        new Training(Path.of(arguments[0]).toAbsolutePath()).run();
    }

    private void run() throws IOException, SQLException {
        Files.createDirectories(home.resolve("state"));
        String url = "jdbc:h2:file:" + home.resolve("application");
        makeDatabase(url);
        CollectorSettings settings =
                new CollectorSettings(InetAddress.getLoopbackAddress(), 0, home.resolve("collector"), null);
        try (Collector collector = Collector.start(settings)) {
            configure(url, collector.endpoint().toString());
            for (List<String> command : COMMANDS) {
                if (run(List.of(), command) != 0) {
                    throw new IllegalStateException(command + " did not end well.");
                }
            }
            run(List.of(POSTGRESQL), List.of("validate", "--database"));
        }
        loadAllOf(Training.class);
        loadAllOf(DriverManager.getDriver(NO_SERVER).getClass());
    }

    /** Loads the classes that only a real server lets a command use. */
    private static void loadAllOf(Class<?> one) throws IOException {
        try (JarFile jar = new JarFile(
                one.getProtectionDomain().getCodeSource().getLocation().getPath())) {
            jar.stream()
                    .map(ZipEntry::getName)
                    .filter(name -> name.endsWith(".class") && !name.contains("-"))
                    .map(name ->
                            name.substring(0, name.length() - ".class".length()).replace('/', '.'))
                    .forEach(name -> load(name, one.getClassLoader()));
        }
    }

    private static void load(String name, ClassLoader loader) {
        try {
            Class.forName(name, false, loader);
        } catch (ClassNotFoundException | LinkageError e) {
            // For libraries that we do not have.
        }
    }

    private static void makeDatabase(String url) throws SQLException {
        try (Connection connection = DriverManager.getConnection(url);
                Statement statement = connection.createStatement()) {
            statement.execute("create table users as select x as id, mod(x, 5) as amount,"
                    + " case mod(x, 2) when 0 then 'a' else 'b' end as kind,"
                    + " current_timestamp - interval '8' day as created_at from system_range(1, 10)");
            statement.execute("create table kinds as select distinct kind, kind = 'a' as is_new from users");
        }
    }

    private void configure(String url, String endpoint) throws IOException {
        Path metrics = Files.createDirectories(home.resolve("config/metrics"));
        Files.writeString(home.resolve("config/application.yml"), CONFIGURATION.formatted(url, endpoint));
        for (int number = 0; number < METRICS.size(); number++) {
            Files.writeString(metrics.resolve(number + ".yml"), DEFINITION.formatted(number, METRICS.get(number)));
        }
    }

    private int run(List<String> properties, List<String> command) {
        StringWriter told = new StringWriter();
        PrintWriter writer = new PrintWriter(told, true);
        CliContext context = new CliContext(
                Screen.plain(writer),
                Screen.plain(writer),
                Map.of("SERVICE_PING_HOME", home.toString()),
                properties,
                TimeSource.of(Clock.systemUTC()),
                new Interruption());
        int code = ServicePing.run(context, command);
        System.err.println(command + " ended with " + code + ":\n" + told);
        return code;
    }
}
