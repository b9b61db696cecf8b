package io.serviceping.plan;

import java.util.List;

/**
 * What the columns of a fused statement's answer are, in this order: the cell, the group's key, the distinct value, then
 * the outputs.
 *
 * @param hasCell whether there is a cell column; without one every row is of cell 0, and a NULL cell is nobody's
 * @param hasKey whether there is a column with the group's key as text
 * @param hasValue whether there is a column with a distinct value; the cells are then in the outputs' bits. Without one the
 *     output of a {@link Slot.Kind#SET} has the distinct values of the row's cell as bytes, 8 for each, the highest first
 */
public record Layout(boolean hasCell, boolean hasKey, boolean hasValue, List<Output> outputs) {
    public Layout {
        outputs = List.copyOf(outputs);
    }

    /** Whether the output is the distinct values of a cell as bytes. */
    public boolean isPacked(Output output) {
        return output.kind() == Slot.Kind.SET && !hasValue;
    }

    /** How many columns stand before the outputs. */
    public int leading() {
        return (hasCell ? 1 : 0) + (hasKey ? 1 : 0) + (hasValue ? 1 : 0);
    }

    /**
     * One aggregate of the answer. Of a {@link Slot.Kind#SET} beside a distinct value bit n says that the value
     * occurs in cell firstCell + n.
     *
     * @param firstCell the cell that {@code slots} begins with
     * @param presence which output, counted from 0, says how many rows the number is made of; -1 where each row of the
     *     answer is made of at least one
     * @param slots the slot of each cell; -1 for a cell that no metric needs
     */
    public record Output(Slot.Kind kind, int firstCell, int presence, List<Integer> slots) {
        /** A slot that is not there. */
        public static final int NONE = -1;

        public Output {
            slots = List.copyOf(slots);
        }
    }
}
