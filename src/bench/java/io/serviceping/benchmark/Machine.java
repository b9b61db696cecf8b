package io.serviceping.benchmark;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** What a reader must know of the machine to compare. */
final class Machine {
    private static final Pattern MODEL = Pattern.compile("model name\\s*: (.*)");
    private static final Pattern MEMORY = Pattern.compile("MemTotal:\\s+(\\d+) kB");

    private Machine() {}

    static String describe(Server server) throws IOException, SQLException {
        try (Session session = Session.open(server.admin())) {
            return "%s, %s; memory %s MB; Java %s; PostgreSQL %s, %s%n"
                    .formatted(
                            first(MODEL, "/proc/cpuinfo"),
                            System.getProperty("os.name"),
                            Long.toString(Long.parseLong(first(MEMORY, "/proc/meminfo")) / 1024),
                            System.getProperty("java.version"),
                            session.text("show server_version"),
                            session.text(
                                    "select string_agg(name || ' = ' || current_setting(name), ', ' order by name) from pg_settings"
                                            + " where name in ('huge_pages_status', 'shared_buffers', 'work_mem', 'jit', 'fsync', 'synchronous_commit', 'autovacuum',"
                                            + " 'max_parallel_workers_per_gather')"));
        }
    }

    private static String first(Pattern pattern, String file) throws IOException {
        Path path = Path.of(file);
        if (!Files.isReadable(path)) {
            return "0";
        }
        Matcher matcher = pattern.matcher(Files.readString(path));
        return matcher.find() ? matcher.group(1) : "0";
    }
}
