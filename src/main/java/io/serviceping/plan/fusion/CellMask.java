package io.serviceping.plan.fusion;

import java.util.ArrayList;
import java.util.List;

/** A bigint of an answer with a bit for each of several neighbouring cells, set when the value occurs in that cell. */
record CellMask(int firstCell, int cells) {
    /** Bits used of a bigint; the sign bit is not used. */
    private static final int BITS = 62;

    static int count(int cells) {
        return (cells + BITS - 1) / BITS;
    }

    static List<CellMask> of(int cells) {
        List<CellMask> words = new ArrayList<>();
        for (int first = 0; first < cells; first += BITS) {
            words.add(new CellMask(first, Math.min(BITS, cells - first)));
        }
        return words;
    }

    /** @param cell the column with the cell; empty where there is only one cell */
    String sql(PlannerDialect dialect, String cell, List<String> filters, boolean alone) {
        List<String> all = new ArrayList<>(filters);
        if (!alone) {
            all.add(cell + " between " + firstCell + " and " + (firstCell + cells - 1));
        }
        String position = cell.isEmpty() ? "0" : firstCell == 0 ? cell : "(" + cell + " - " + firstCell + ")";
        return dialect.bitOr(dialect.bit(position)) + StatementText.filter(all);
    }
}
