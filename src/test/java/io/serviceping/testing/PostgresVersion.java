package io.serviceping.testing;

import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import io.zonky.test.db.postgres.embedded.PgBinaryResolver;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipInputStream;
import org.junit.jupiter.api.Assumptions;

/**
 * A major version of PostgreSQL beside the newest one, which the other tests use. The build puts the binaries into
 * {@code target/postgresql} on Linux with x86-64: those of the oldest version always, those of all versions with {@code
 * -Psoak}. {@code -Dservice-ping.postgresql=13} makes every test use that version.
 */
public record PostgresVersion(int major) {
    private static final String CHOSEN = "service-ping.postgresql";
    private static final int OLDEST = 13;
    private static final int NEWEST = 18;
    private static final AtomicInteger NUMBER = new AtomicInteger();
    private static final ConcurrentMap<Integer, EmbeddedPostgres> RUNNING = new ConcurrentHashMap<>();

    /** The oldest version that Service Ping is made for; in the soak build all but the newest. */
    public static Stream<PostgresVersion> older() {
        return IntStream.range(OLDEST, Soak.isOn() ? NEWEST : OLDEST + 1).mapToObj(PostgresVersion::new);
    }

    /** A builder of a server of the version that this build uses. */
    static EmbeddedPostgres.Builder usual() {
        EmbeddedPostgres.Builder builder =
                EmbeddedPostgres.builder().setCleanDataDirectory(false).setServerConfig("fsync", "off");
        return usualMajor() == NEWEST
                ? builder
                : builder.setPgBinaryResolver(new PostgresVersion(usualMajor()).binaries());
    }

    /** The version that this build uses. */
    static int usualMajor() {
        return Integer.getInteger(CHOSEN, NEWEST);
    }

    /** A new, empty database. Its server lasts until the test JVM ends. */
    public TestDatabase.Url create() {
        Assumptions.assumeTrue(
                Files.exists(jar()), () -> "no binaries of PostgreSQL " + major + " for this machine: not tested");
        EmbeddedPostgres server = RUNNING.computeIfAbsent(major, ignored -> start());
        String jdbc = "jdbc:postgresql://localhost:" + server.getPort() + "/";
        String name = "test_" + NUMBER.incrementAndGet();
        new TestDatabase.Url(jdbc + "postgres", "postgres", "postgres").execute("create database " + name);
        return new TestDatabase.Url(jdbc + name, "postgres", "postgres");
    }

    private EmbeddedPostgres start() {
        try {
            return usual().setPgBinaryResolver(binaries())
                    .setDataDirectory(TestDatabase.folder("postgresql-" + major + "-"))
                    .start();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private Path jar() {
        return Path.of("target", "postgresql", major + ".jar").toAbsolutePath();
    }

    private PgBinaryResolver binaries() {
        return (system, machine) -> {
            ZipInputStream zip = new ZipInputStream(Files.newInputStream(jar()));
            for (ZipEntry entry = zip.getNextEntry(); entry != null; entry = zip.getNextEntry()) {
                if (entry.getName().endsWith(".txz")) {
                    return zip;
                }
            }
            zip.close();
            throw new IOException("no binaries in " + jar());
        };
    }

    @Override
    public String toString() {
        return "POSTGRESQL_" + major;
    }
}
