package io.serviceping.events;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.junit.jupiter.api.Test;

class EventCatalogueTest {
    private final EventDefinition pulled =
            TrackedApplication.CATALOGUE.event(17).orElseThrow();

    @Test
    void theFirstPropertyCountsMost() {
        assertThat(pulled.cell(List.of("npm", "api"))).contains(5);
        assertThat(pulled.words(5)).isEqualTo("format=npm source=api");
    }

    @Test
    void anUnknownValueIsTheLastOne() {
        assertThat(pulled.cell(List.of("cargo", "ui"))).contains(12);
        assertThat(pulled.words(12)).isEqualTo("format=other source=ui");
    }

    @Test
    void aNewValueKeepsTheCellsOfOlderOnes() {
        EventDefinition older = only("property a 8 x y\n property b 4 u v");
        EventDefinition newer = only("property a 8 x y z\n property b 4 u v w");

        assertThat(newer.cell(List.of("y", "v"))).isEqualTo(older.cell(List.of("y", "v")));
        assertThat(newer.cell(List.of("other", "other"))).isEqualTo(older.cell(List.of("other", "other")));
    }

    @Test
    void aMemberIsKeptApartByTheNamedProperties() {
        assertThat(pulled.set(pulled.identifiers().get(0), 5)).isEqualTo(1);
        assertThat(pulled.set(pulled.identifiers().get(1), 5)).isZero();
    }

    @Test
    void eventsOfOneUnionShareTheirMembers() {
        assertThat(TrackedApplication.CATALOGUE.event(18).orElseThrow().domain())
                .isEqualTo(pulled.domain());
        assertThat(TrackedApplication.CATALOGUE.event(30).orElseThrow().domain())
                .isNotEqualTo(pulled.domain());
    }

    @Test
    void allProblemsAreReportedAtOnceWithTheirLines() {
        assertThatThrownBy(() -> EventCatalogue.parse("""
                        service-ping-events 1
                        event 1 opened
                          property p 2 a b
                          identifier robot
                        event 1 closed
                          identifier user q
                          sum bytes many
                          colour red
                        """))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContainingAll(
                        "line 3: the room of p must be between 3 and 256 but was 2",
                        "line 4: unknown identifier 'robot'",
                        "line 5: number or name",
                        "line 7: expected 'sum NAME LARGEST'",
                        "line 8: unknown word 'colour'",
                        "event closed has no property 'q'");
    }

    @Test
    void anEventHasABoundedNumberOfCells() {
        assertThat(only("property a 16 x\n property b 16 x").cells()).isEqualTo(256);
        assertThatThrownBy(() -> only("property a 16 x\n property b 17 x"))
                .hasMessageContaining("line 4: event e has more than 256 cells");
    }

    @Test
    void allEventsHaveABoundedNumberOfCells() {
        assertThat(EventCatalogue.parse(events(16)).events()).hasSize(16);
        assertThatThrownBy(() -> EventCatalogue.parse(events(17))).hasMessageContaining("more than 4096 cells");
    }

    private static EventDefinition only(String lines) {
        return EventCatalogue.parse("service-ping-events 1\nevent 1 e\n" + lines)
                .event(1)
                .orElseThrow();
    }

    private static String events(int number) {
        StringBuilder text = new StringBuilder("service-ping-events 1\n");
        for (int i = 1; i <= number; i++) {
            text.append("event " + i + " e" + i + "\n property p 256 x\n");
        }
        return text.toString();
    }
}
