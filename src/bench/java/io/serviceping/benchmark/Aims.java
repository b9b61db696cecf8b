package io.serviceping.benchmark;

import java.util.Locale;

/** What was wanted of the engine, and whether it is so. */
final class Aims {
    private final Table table = new Table("aim", "wanted", "measured", "");

    Aims() {}

    static Table table(Rounds rounds, int metrics, boolean cached, long tableBlocks) {
        boolean many = metrics >= 300;
        Aims aims = new Aims();
        aims.atLeast(rounds, "(a) / (c)", SideBySide.ALONE, SideBySide.COLD, many ? 10 : 4);
        aims.atLeast(rounds, "(b) / (c)", SideBySide.BATCHES, SideBySide.COLD, many ? 80 : 20);
        aims.atMost(rounds, "(c) / (e)", SideBySide.COLD, SideBySide.BY_HAND, 2);
        aims.atMost(rounds, "(d) / (c)", SideBySide.LATER, SideBySide.COLD, 0.03);
        if (!cached) {
            double read = rounds.median(SideBySide.COLD, round -> round.blocks().tableRead()) / tableBlocks;
            aims.row("(c): table blocks read / blocks of the table", "at most 1.2", read, read <= 1.2);
        }
        return aims.table;
    }

    private void atLeast(Rounds rounds, String name, String over, String under, double wanted) {
        if (rounds.has(over)) {
            double ratio = rounds.seconds(over) / rounds.seconds(under);
            row(name, "at least " + number(wanted), ratio, ratio >= wanted);
        }
    }

    private void atMost(Rounds rounds, String name, String over, String under, double wanted) {
        if (rounds.has(over)) {
            double ratio = rounds.seconds(over) / rounds.seconds(under);
            row(name, "at most " + number(wanted), ratio, ratio <= wanted);
        }
    }

    void row(String name, String wanted, double measured, boolean met) {
        table.row(name, wanted, number(measured), met ? "met" : "**missed**");
    }

    Table table() {
        return table;
    }

    void atMost(String name, double wanted, double measured) {
        row(name, "at most " + number(wanted), measured, measured <= wanted);
    }

    void atLeast(String name, double wanted, double measured) {
        row(name, "at least " + number(wanted), measured, measured >= wanted);
    }

    private static String number(double number) {
        return String.format(Locale.ROOT, number < 1 ? "%.3f" : "%.1f", number);
    }
}
