package io.serviceping.event;

import static org.assertj.core.api.Assertions.assertThat;

import io.serviceping.definition.DefinitionSources;
import io.serviceping.definition.file.Problem;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class EventDefinitionsTest {
    private static final Path BAD = Path.of("src/test/resources/event/bad");

    @TempDir
    private Path home;

    @Test
    void tellsEveryProblemOfEveryFileInOneReport() throws IOException {
        assertThat(report(read(BAD, "1.0"))).isEqualTo(Files.readString(BAD.resolve("report.txt")));
    }

    @Test
    void writesTheExampleOfTheReferenceAsACatalogue() throws IOException {
        write("pulled.yml", EventFiles.example());

        assertThat(read(home, "4.3").problems()).isEmpty();
        assertThat(read(home, "4.3").catalogue()).isEqualTo("""
                service-ping-events 1
                event 17 package_pulled
                  category optional
                  union packages
                  property format 4 maven npm pypi
                  property source 4 ui api pipeline
                  identifier user format
                  identifier project
                  sum bytes 1000000000000 By
                """);
    }

    @Test
    void leavesRemovedEventsOutOfTheCatalogue() throws IOException {
        write(
                "gone.yml",
                EventFiles.lean("gone", 3, "milestone_removed: \"2.0\"").replace("active", "removed"));
        write("there.yml", EventFiles.lean("there", 2));

        assertThat(read(home, "1.0").catalogue())
                .isEqualTo("service-ping-events 1\nevent 2 there\n  category optional\n");
    }

    @ParameterizedTest
    @CsvSource({"4.9,true", "5.0,false", "5,false", "v5.0.1-ee,false", "10.2,false", "4.99999999999999,true", "dev,true"
    })
    void stopsCountingAnEventWithTheVersionThatItExpiresIn(String version, boolean counted) throws IOException {
        write("early.yml", EventFiles.lean("early", 2, "expires: \"5.0\""));

        assertThat(read(home, version).catalogue().contains("early")).isEqualTo(counted);
    }

    @Test
    void refusesMoreCellsThanAllEventsTogetherMayHave() throws IOException {
        for (int number = 1; number <= 17; number++) {
            write(
                    "e" + number + ".yml",
                    EventFiles.lean(
                            "e" + number, number, "properties: { a: { description: A., values: [x], room: 256 } }"));
        }

        assertThat(report(read(home, "1.0")))
                .isEqualTo("config/events/e17.yml:1: e17: properties: all events together have 4352 cells, but may have"
                        + " 4096: take fewer properties or smaller rooms, or remove events\n");
    }

    @Test
    void hasNoEventsWithoutAFolder() {
        assertThat(read(home, "1.0").problems()).isEmpty();
        assertThat(read(home, "1.0").catalogue()).isEqualTo("service-ping-events 1\n");
    }

    private void write(String file, String text) throws IOException {
        EventFiles.write(home, file, text);
    }

    private static EventDefinitions read(Path folder, String version) {
        DefinitionSources sources = new DefinitionSources(
                folder, folder.resolve("config/metrics"), folder.resolve("sql/metrics"), Set.of("main"));
        return EventDefinitions.read(sources, folder.resolve("config/events"), version);
    }

    private static String report(EventDefinitions events) {
        List<Problem> problems = events.problems();
        return problems.stream().map(problem -> problem + "\n").collect(Collectors.joining());
    }
}
