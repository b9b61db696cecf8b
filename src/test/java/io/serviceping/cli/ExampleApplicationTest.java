package io.serviceping.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.serviceping.events.EventCatalogue;
import io.serviceping.testing.TestDatabase;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import tools.jackson.databind.JsonNode;

/** From the first call in an application to the value in the frozen ping. */
class ExampleApplicationTest {
    private static final Path EXAMPLE = Path.of("src/test/resources/example");
    private static final int REQUESTS = 500;

    @TempDir
    Path folder;

    @ParameterizedTest
    @EnumSource
    void whatTheApplicationCountedIsInTheFrozenPing(TestDatabase kind) throws Exception {
        Installation installation = Installation.on(kind, folder);
        copy(installation);
        assertThat(installation.run("events").out().lines().filter(line -> line.startsWith("event ")))
                .hasSize(20);

        try (ExampleApplication application = new ExampleApplication(
                EventCatalogue.parse(installation.run("events").out()),
                installation.application().dataSource(),
                folder.resolve("events"),
                installation.now().minus(Duration.ofDays(3)))) {
            application.serve(REQUESTS);
            application.close();

            CommandResult plan = installation.run("plan");
            assertThat(plan.out())
                    .contains("3 shared scans answer 14 metrics", "events.silent_nodes (all)")
                    .contains("product_event_daily", "product_event_member")
                    .contains("then, for distinct values that are not rows")
                    .contains("active_users.pages: select null, registers from product_event_sketch where");
            JsonNode seen = installation.run("preview").json().path("metrics");
            assertThat(installation.run("run", "--no-submit").exitCode()).isZero();
            JsonNode sent = CommandResult.json(installation.payloadFile(Installation.PERIOD))
                    .path("metrics");

            assertThat(sent).isEqualTo(seen);
            assertThat(sent.at("/counts/packages_pulled").asLong()).isEqualTo(4L * REQUESTS);
            assertThat(sent.at("/counts/packages_pulled_weekly").asLong()).isEqualTo(application.pulled.get());
            assertThat(sent.at("/counts/npm_pulled").asLong()).isEqualTo(application.npmPulledByPipelines.get());
            assertThat(sent.at("/sums/package_bytes").asLong()).isEqualTo(application.bytes.get());
            assertThat(sent.at("/active_users/packages_monthly").asLong()).isEqualTo(application.users.size());
            assertThat(sent.at("/active_users/pages").asLong()).isEqualTo(application.users.size());
            assertThat(sent.at("/active_projects/issues").asLong()).isEqualTo(7);
            assertThat(sent.at("/averages/pipeline_seconds").asDouble()).isEqualTo(15);
            assertThat(sent.at("/distribution/pulls")
                            .propertyStream()
                            .mapToLong(one -> one.getValue().asLong()))
                    .hasSize(3)
                    .satisfies(values -> assertThat(
                                    values.stream().mapToLong(one -> one).sum())
                            .isEqualTo(application.pulled.get()));
            assertThat(sent.at("/events/lost").asLong()).isZero();
        }
    }

    private static void copy(Installation installation) throws IOException {
        List<Path> files;
        try (Stream<Path> all = Files.walk(EXAMPLE)) {
            files = all.filter(Files::isRegularFile).toList();
        }
        for (Path file : files) {
            installation.write(EXAMPLE.relativize(file).toString(), Files.readString(file));
        }
    }
}
