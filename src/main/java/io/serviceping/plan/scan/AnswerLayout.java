package io.serviceping.plan.scan;

import io.serviceping.plan.aggregate.AccumulatorKind;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * What the columns of a fused statement's answer are, in this order: the cell, the text, the group's key, the distinct value, then
 * the outputs.
 *
 * @param hasCell whether there is a cell column; without one every row is of cell 0, and a NULL cell is nobody's
 * @param texts what a column with a text says of the cell; empty where there is none
 * @param hasKey whether there is a column with the group's key as text
 * @param hasValue whether there is a column with a distinct value; the cells are then in the outputs' bits. Without one the
 *     output of a {@link AccumulatorKind#SET} has the distinct values of the row's cell as bytes, 8 for each, the highest first
 */
public record AnswerLayout(
        boolean hasCell, Optional<Texts> texts, boolean hasKey, boolean hasValue, List<Output> outputs) {
    /** Of an answer that is not looked at. */
    public static final AnswerLayout NOTHING = new AnswerLayout(false, Optional.empty(), false, false, List.of());

    public AnswerLayout {
        outputs = List.copyOf(outputs);
    }

    /** Whether the output is the distinct values of a cell as bytes. */
    public boolean isPacked(Output output) {
        return output.kind() == AccumulatorKind.SET && !hasValue;
    }

    /** How many columns stand before the outputs. */
    public int leading() {
        return (hasCell ? 1 : 0) + (texts.isPresent() ? 1 : 0) + (hasKey ? 1 : 0) + (hasValue ? 1 : 0);
    }

    /**
     * A column whose text says which cell a row is of, together with the cell column where there is one.
     *
     * @param weight how far apart the cells of two neighbouring numbers are
     * @param numbers the number of each text that some metric asks for
     * @param rest the number of all other texts and of NULL; negative where no metric asks for them
     */
    public record Texts(int weight, SortedMap<String, Integer> numbers, int rest) {
        public Texts {
            numbers = Collections.unmodifiableSortedMap(new TreeMap<>(numbers));
        }

        /** What the text adds to the number of the cell; negative where the row is of no cell. */
        public int offset(@Nullable String text) {
            int number = text == null ? rest : numbers.getOrDefault(text, rest);
            return number * weight;
        }
    }

    /**
     * One aggregate of the answer. Of a {@link AccumulatorKind#SET} beside a distinct value bit n says that the value
     * occurs in cell firstCell + n.
     *
     * @param firstCell the cell that {@code slots} begins with
     * @param presence which output, counted from 0, says how many rows the number is made of; -1 where each row of the
     *     answer is made of at least one
     * @param slots the slot of each cell; -1 for a cell that no metric needs
     */
    public record Output(AccumulatorKind kind, int firstCell, int presence, List<Integer> slots) {
        /** A slot that is not there. */
        public static final int NONE = -1;

        public Output {
            slots = List.copyOf(slots);
        }
    }
}
