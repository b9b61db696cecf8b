package io.serviceping.plan;

import java.util.BitSet;
import java.util.List;
import java.util.Optional;

/** Several dimensions as one number: the cells of the first are the ones, of the second the tens, and so on. */
record CellCode(List<Dimension> dimensions) {
    CellCode {
        dimensions = List.copyOf(dimensions);
    }

    int cells() {
        return (int)
                dimensions.stream().mapToLong(Dimension::cells).reduce(1, (a, b) -> Math.min(a * b, Integer.MAX_VALUE));
    }

    boolean leavesRowsOut() {
        return dimensions.stream().anyMatch(Dimension::leavesRowsOut);
    }

    boolean decides(Predicate predicate) {
        return dimensions.stream().anyMatch(dimension -> dimension.decides(predicate));
    }

    /** The cells whose rows the metric wants. */
    BitSet acceptedBy(AskedPart asked) {
        BitSet accepted = new BitSet();
        accepted.set(0);
        int weight = 1;
        for (Dimension dimension : dimensions) {
            BitSet finer = new BitSet();
            for (int cell = 0; cell < dimension.cells(); cell++) {
                if (dimension.accepts(asked, cell)) {
                    int offset = weight * cell;
                    accepted.stream().forEach(one -> finer.set(offset + one));
                }
            }
            accepted = finer;
            weight *= dimension.cells();
        }
        return accepted;
    }

    /** The cell that a cell's rows are in a week later; {@link Layout.Output#NONE} when no metric can want them any more. */
    int aWeekLater(int cell) {
        int later = 0;
        int weight = 1;
        for (Dimension dimension : dimensions) {
            int digit = dimension.aWeekLater(cell / weight % dimension.cells());
            if (digit < 0) {
                return Layout.Output.NONE;
            }
            later += weight * digit;
            weight *= dimension.cells();
        }
        return later;
    }

    /** The number as SQL; empty where there is but one cell. */
    Optional<String> sql(SqlDialect dialect) {
        StringBuilder text = new StringBuilder();
        int weight = 1;
        for (Dimension dimension : dimensions) {
            text.append(text.isEmpty() ? "" : " + " + weight + " * ");
            text.append(dimensions.size() == 1 ? dimension.ordinal(dialect) : "(" + dimension.ordinal(dialect) + ")");
            weight *= dimension.cells();
        }
        return text.isEmpty() ? Optional.empty() : Optional.of(text.toString());
    }

    List<Parameter> parameters() {
        return dimensions.stream()
                .flatMap(dimension -> dimension.parameters().stream())
                .toList();
    }
}
