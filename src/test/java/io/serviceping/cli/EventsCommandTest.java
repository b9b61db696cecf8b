package io.serviceping.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.serviceping.event.EventFiles;
import io.serviceping.events.EventCatalogue;
import io.serviceping.testing.TestDatabase;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class EventsCommandTest {
    private static final String CATALOGUE = """
            service-ping-events 1
            event 17 package_pulled
              category optional
              union packages
              property format 4 maven npm pypi
              property source 4 ui api pipeline
              identifier user format
              identifier project
              sum bytes 1000000000000 By
            """;

    @TempDir
    private Path folder;

    private Installation installation;

    @BeforeEach
    void define() throws IOException {
        installation = Installation.on(TestDatabase.H2, folder);
        EventFiles.write(installation.home(), "pulled.yml", EventFiles.example());
    }

    /** Without a metric, and without a database: an application begins with its events. */
    @Test
    void printsTheCatalogueThatTheSdkReads() throws IOException {
        CommandResult result = installation
                .set("databases.main.url", "jdbc:postgresql://127.0.0.1:1/none")
                .run("events");

        assertThat(result).isEqualTo(new CommandResult(0, CATALOGUE, ""));
        assertThat(EventCatalogue.parse(result.out())).isNotNull();
        Path file = folder.resolve("events.txt");
        assertThat(installation.run("events", "--output", file.toString()))
                .isEqualTo(new CommandResult(0, "", "Wrote " + file + ".\n"));
        assertThat(file).hasContent(CATALOGUE);
    }

    @Test
    void tellsAllProblemsAndPrintsNothing() throws IOException {
        EventFiles.write(installation.home(), "a.yml", EventFiles.lean("a", 17));
        EventFiles.write(installation.home(), "b.yml", EventFiles.lean("B", 2));

        CommandResult result = installation.run("events");

        assertThat(result.exitCode()).isEqualTo(78);
        assertThat(result.out()).isEmpty();
        assertThat(result.err()).contains("17 is taken by", "config/events/b.yml:1: B: name: ");
        assertThat(installation
                        .run("events", "--output", folder.resolve("none/x").toString())
                        .exitCode())
                .isEqualTo(64);
        assertThat(Files.exists(folder.resolve("none"))).isFalse();
    }

    /** The problems of events do not wait until there is a metric. */
    @Test
    void validateTellsThemBesideThatThereIsNoMetric() throws IOException {
        EventFiles.write(installation.home(), "a.yml", EventFiles.lean("a", 17));

        CommandResult result = installation.run("validate");

        assertThat(result.errLines())
                .contains(
                        "config/metrics:1: no *.yml or *.yaml file in it: each metric is one such file", "2 problems.");
        assertThat(result.err()).contains("number: 17 is taken by");
    }
}
