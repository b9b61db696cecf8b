package io.serviceping.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.serviceping.testing.TestDatabase;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.flywaydb.core.Flyway;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** State of an older version is migrated with its content, and the next run continues from it. */
class OlderStateTest {
    private static final Pattern MIGRATION = Pattern.compile("V(\\d+)__.*");
    private static final int HAS_INSTANCE = 2;
    private static final int HAS_OUTBOX = 3;

    @TempDir
    Path folder;

    @RegisterExtension
    private final EndpointProxy central = EndpointProxy.ofTheClass();

    private static Stream<Integer> olderVersions() throws IOException {
        try (Stream<Path> files = Files.list(Path.of("sql/state/h2"))) {
            List<Integer> versions = files.map(
                            file -> MIGRATION.matcher(file.getFileName().toString()))
                    .filter(Matcher::matches)
                    .map(version -> Integer.valueOf(version.group(1)))
                    .sorted()
                    .toList();
            return versions.subList(0, versions.size() - 1).stream();
        }
    }

    static Stream<Arguments> olderVersionsOnBoth() throws IOException {
        return olderVersions()
                .flatMap(version -> Arrays.stream(TestDatabase.values()).map(kind -> Arguments.of(version, kind)));
    }

    @ParameterizedTest
    @MethodSource("olderVersionsOnBoth")
    void isMigratedWithItsContents(int version, TestDatabase kind) {
        Installation made = Installation.on(TestDatabase.H2, folder.resolve("made"))
                .withUsualMetrics()
                .sendingTo(central);
        made.run("run", "--no-submit");
        Map<String, Object> ping = new HashMap<>();
        made.state()
                .sql("select instance_id, ping_id, sequence_number, digest, frozen_at from outbox_ping")
                .query()
                .singleRow()
                .forEach((column, value) -> ping.put(column.toLowerCase(Locale.ROOT), value));
        byte[] content = made.state()
                .sql("select content from outbox_ping")
                .query((row, n) -> row.getBytes("content"))
                .single();
        Installation old = Installation.on(TestDatabase.H2, kind, folder.resolve("old"))
                .withUsualMetrics()
                .sendingTo(central);
        migrate(old, kind, version);
        fill(old, version, ping, content);
        old.advance(Duration.ofDays(7));

        CommandResult result = old.run("run");

        assertThat(result.exitCode()).as(result.toString()).isZero();
        assertThat(central.pings()).hasSize(version < HAS_OUTBOX ? 1 : 2);
        assertThat(old.count("instance where id = '" + ping.get("instance_id") + "'"))
                .isEqualTo(version < HAS_INSTANCE ? 0 : 1);
        if (version >= HAS_OUTBOX) {
            assertThat(central.document(String.valueOf(ping.get("ping_id"))))
                    .isEqualTo(made.payloadFile(Installation.PERIOD));
            assertThat(old.count("outbox_attempt where ping_id = '" + ping.get("ping_id") + "'"))
                    .isEqualTo(2);
            assertThat(old.count("outbox_ping where state = 'delivered' and sequence_number <= 2"))
                    .isEqualTo(2);
        }
    }

    static void migrate(Installation site, TestDatabase kind, int version) {
        Flyway.configure()
                .dataSource(site.stateUrl().dataSource())
                .locations("classpath:sql/state/" + kind.name().toLowerCase(Locale.ROOT))
                .table("service_ping_schema")
                .baselineOnMigrate(true)
                .baselineVersion("0")
                .target(String.valueOf(version))
                .load()
                .migrate();
    }

    /** Stores a waiting ping with one attempt. */
    private static void fill(Installation site, int version, Map<String, Object> ping, byte[] content) {
        if (version >= HAS_INSTANCE) {
            site.state()
                    .sql("insert into instance (id, created_at) values (:instance_id, :frozen_at)")
                    .params(ping)
                    .update();
        }
        if (version >= HAS_OUTBOX) {
            site.state()
                    .sql("insert into outbox_ping (ping_id, instance_id, period, sequence_number, content, digest,"
                            + " frozen_at, state, attempts) values (:ping_id, :instance_id, :period, :sequence_number,"
                            + " :content, :digest, :frozen_at, 'waiting', 1)")
                    .params(ping)
                    .param("content", content)
                    .param("period", Installation.PERIOD)
                    .update();
            site.state()
                    .sql("insert into outbox_attempt (ping_id, attempt_number, started_at, ended_at, outcome, detail)"
                            + " values (:ping_id, 1, :frozen_at, :frozen_at, 'waiting', 'connection refused')")
                    .params(ping)
                    .update();
        }
    }
}
