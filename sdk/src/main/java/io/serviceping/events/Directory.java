package io.serviceping.events;

import io.serviceping.events.EventDefinition.Identifier;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** The place of each event's cells and sets in a spool. The last cells count losses; their event is 0. */
final class Directory {
    private static final int KIND_SHIFT = 16;
    private static final int CELL_MASK = 0xffff;

    private final EventCatalogue catalogue;
    private final long[] cells;
    private final long[] sets;
    private final Map<Integer, Integer> firstCells = new LinkedHashMap<>();
    private final Map<Integer, Integer> firstSets = new LinkedHashMap<>();
    private final int firstLoss;

    Directory(EventCatalogue catalogue) {
        this.catalogue = catalogue;
        List<EventDefinition> events = catalogue.events();
        firstLoss = events.stream().mapToInt(EventDefinition::cells).sum();
        cells = new long[firstLoss + Loss.values().length];
        sets = new long[events.stream().mapToInt(Directory::sets).sum()];
        int cell = 0;
        int set = 0;
        for (EventDefinition event : events) {
            firstCells.put(event.number(), cell);
            firstSets.put(event.number(), set);
            for (int i = 0; i < event.cells(); i++) {
                cells[cell++] = (long) event.number() << Integer.SIZE | i;
            }
            for (Identifier identifier : event.identifiers()) {
                for (int i = 0; i < event.sets(identifier); i++) {
                    sets[set++] = (long) event.number() << Integer.SIZE
                            | (long) identifier.kind().number() << KIND_SHIFT
                            | i;
                }
            }
        }
        for (Loss loss : Loss.values()) {
            cells[lossCell(loss)] = loss.number;
        }
    }

    Layout layout(int processors) {
        return Layout.of(cells.length, text().length, processors);
    }

    EventCatalogue catalogue() {
        return catalogue;
    }

    /** The catalogue: by it, another process knows what was counted. */
    byte[] text() {
        return catalogue.text().getBytes(StandardCharsets.UTF_8);
    }

    int cells() {
        return cells.length;
    }

    /** The event's number in the upper half, the cell's in the lower. */
    long cell(int index) {
        return cells[index];
    }

    /** The event's number in the upper half, then 16 bits each for kind and cell. */
    long set(int index) {
        return sets[index];
    }

    int firstCell(EventDefinition event) {
        return firstCells.getOrDefault(event.number(), firstLoss);
    }

    int lossCell(Loss loss) {
        return firstLoss + loss.number;
    }

    /** The set of each cell, by the kind's number; an empty row: the event has no such identifier. */
    int[][] setsOf(EventDefinition event) {
        int[][] places = new int[Kind.MOST + 1][0];
        int first = firstSets.getOrDefault(event.number(), 0);
        for (Identifier identifier : event.identifiers()) {
            int[] row = new int[event.cells()];
            for (int cell = 0; cell < row.length; cell++) {
                row[cell] = first + event.set(identifier, cell);
            }
            places[identifier.kind().number()] = row;
            first += event.sets(identifier);
        }
        return places;
    }

    static int eventOf(long name) {
        return (int) (name >>> Integer.SIZE);
    }

    static int kindOf(long setName) {
        return (int) setName >>> KIND_SHIFT;
    }

    static int cellOf(long name) {
        return (int) name & CELL_MASK;
    }

    private static int sets(EventDefinition event) {
        return event.identifiers().stream().mapToInt(event::sets).sum();
    }

    /** Why something of an event is missing. The numbers are in spools, and never change. */
    enum Loss {
        /** A value that the catalogue does not have, counted as {@code other}; or a cell that does not exist. */
        VALUE(0),
        /** A sum out of its bounds, or one that the sums of the day have no room for: the event is counted without it. */
        SUM(1),
        /** The catalogue does not have the event, or not with the cells that it was counted in. */
        EVENT(2),
        /** The event is counted, its member is not: the log of members was full, or the event has no such identifier. */
        MEMBER(3),
        /** The node's clock was more than 2 days ahead or 40 behind. */
        CLOCK(4),
        /** A spool that is damaged, or an old copy: at least one event. */
        SPOOL(5),
        /** A defect of the SDK. */
        DEFECT(6);

        private final int number;

        Loss(int number) {
            this.number = number;
        }

        int number() {
            return number;
        }

        String reason() {
            return name().toLowerCase(Locale.ROOT);
        }

        static String reason(int number) {
            for (Loss loss : values()) {
                if (loss.number == number) {
                    return loss.reason();
                }
            }
            return "unknown";
        }
    }
}
