package io.serviceping.benchmark;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;

/** A table in Markdown. */
final class Table {
    private final List<String> lines = new ArrayList<>();

    Table(String... header) {
        row(header);
        row(Collections.nCopies(header.length, "---").toArray(String[]::new));
    }

    Table row(String... cells) {
        lines.add("| " + String.join(" | ", cells) + " |");
        return this;
    }

    static String seconds(double seconds) {
        return String.format(Locale.ROOT, seconds < 10 ? "%.2f" : "%.1f", seconds);
    }

    static String number(long number) {
        return number((double) number);
    }

    static String number(double number) {
        return String.format(Locale.ROOT, "%,.0f", number);
    }

    @Override
    public String toString() {
        return String.join("\n", lines) + "\n";
    }
}
