package io.serviceping.event;

import static org.assertj.core.api.Assertions.assertThat;

import io.serviceping.events.CatalogueCells;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** The program and the application agree on what a cell means. */
class CatalogueTest {
    private static final EventProperty FORMAT = new EventProperty("format", List.of("maven", "npm", "pypi"), 6);
    private static final EventProperty SOURCE = new EventProperty("source", List.of("ui"), 2);
    private static final EventProperty SIZE = new EventProperty("size", List.of("s", "m", "l", "x.l", "+"), 16);
    private static final EventDefinition EVENT = new EventDefinition(
            17,
            "package_pulled",
            "operational",
            Optional.of("9"),
            Optional.of("packages"),
            List.of(FORMAT, SOURCE, SIZE),
            Map.of(
                    IdentifierKind.USER,
                    List.of("size", "format"),
                    IdentifierKind.PROJECT,
                    List.of(),
                    IdentifierKind.ORGANIZATION,
                    List.of("source")),
            Optional.of(new EventDefinition.Sum("bytes", 999_999_999_999_999L, Optional.of("By"))),
            true,
            Path.of("package_pulled.yml"),
            1);

    private final CatalogueCells application = new CatalogueCells(CatalogueText.text(List.of(EVENT)), 17);

    @Test
    void theyNumberTheCellsOfAnEventInOneOrder() {
        Cells cells = EVENT.cells();
        Map<Integer, Map<String, String>> words = new LinkedHashMap<>();
        for (EventProperty property : EVENT.properties()) {
            cells.byWord(property.name())
                    .forEach(
                            (word, all) -> all.forEach(cell -> words.computeIfAbsent(cell, any -> new LinkedHashMap<>())
                                    .put(property.name(), word)));
        }

        assertThat(IntStream.range(0, cells.size()).mapToObj(cell -> text(words.getOrDefault(cell, Map.of()))))
                .isEqualTo(application.words());
    }

    @Test
    void theyKeepMembersApartByTheSameProperties() {
        for (IdentifierKind kind : EVENT.identifiers().keySet()) {
            List<Integer> sets = application.sets(kind.text());
            for (EventProperty property : EVENT.cells(kind).properties()) {
                for (String word : property.values()) {
                    Map<String, Set<String>> wanted = Map.of(property.name(), Set.of(word));
                    assertThat(EVENT.cells().with(wanted).stream()
                                    .map(sets::get)
                                    .distinct())
                            .containsExactlyInAnyOrderElementsOf(
                                    EVENT.cells(kind).with(wanted));
                }
            }
            assertThat(sets.stream().distinct()).hasSize(EVENT.cells(kind).size());
        }
    }

    @Test
    void theyNumberTheKindsOfIdentifiersAlike() {
        for (IdentifierKind kind : IdentifierKind.values()) {
            assertThat(kind.number()).isEqualTo(CatalogueCells.number(kind.text()));
        }
    }

    private static String text(Map<String, String> words) {
        return words.entrySet().stream()
                .map(entry -> entry.getKey() + "=" + entry.getValue())
                .collect(Collectors.joining(" "));
    }
}
