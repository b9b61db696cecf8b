package io.serviceping.benchmark;

import io.serviceping.testing.TestDatabase;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.ToDoubleFunction;

/** What was measured on one database, side by side. */
final class Rounds {
    private final TestDatabase.Url database;
    private final Map<String, List<Measured>> sides = new LinkedHashMap<>();

    Rounds(TestDatabase.Url database) {
        this.database = database;
    }

    /** One run of a side. */
    record Measured(double seconds, Blocks blocks) {}

    /** Runs the side once. */
    Map<String, Long> measure(String name, Side side) throws Exception {
        Blocks before = Blocks.of(database);
        Side.Answer answer = side.answer();
        Blocks blocks = Blocks.of(database).minus(before);
        sides.computeIfAbsent(name, none -> new ArrayList<>()).add(new Measured(answer.seconds(), blocks));
        System.out.printf("  %s: %.2f s%n", name, answer.seconds());
        return answer.values();
    }

    boolean has(String name) {
        return sides.containsKey(name);
    }

    double seconds(String name) {
        return median(name, Measured::seconds);
    }

    double median(String name, ToDoubleFunction<Measured> what) {
        List<Measured> rounds = sides.get(name);
        if (rounds == null) {
            throw new IllegalArgumentException(name + " was not measured, only " + sides.keySet());
        }
        return Medians.of(rounds.stream().map(what::applyAsDouble).toList());
    }

    /** Time and blocks of each side. */
    Table table(long tableBlocks) {
        Table table = new Table(
                "side", "seconds", "rounds", "blocks touched", "blocks read", "table blocks read, of the table");
        sides.forEach((name, rounds) -> table.row(
                name,
                Table.seconds(seconds(name)),
                String.join(
                        " · ",
                        rounds.stream()
                                .map(round -> Table.seconds(round.seconds()))
                                .toList()),
                Table.number(median(name, round -> round.blocks().touched())),
                Table.number(median(name, round -> round.blocks().read())),
                "%.2f".formatted(median(name, round -> round.blocks().tableRead()) / tableBlocks)));
        return table;
    }
}
