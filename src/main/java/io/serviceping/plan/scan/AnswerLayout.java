package io.serviceping.plan.scan;

import io.serviceping.plan.aggregate.AggregateFunction.AccumulatorKind;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * The columns of a fused statement's answer, in this order: the cell, the text, the group's key, the distinct value,
 * the outputs.
 *
 * @param hasCell whether there is a cell column; without one every row is of cell 0. Rows with a NULL cell are ignored
 * @param texts how the text column determines the cell. Empty: there is no text column
 * @param hasKey whether there is a column with the group's key as text
 * @param hasValue whether there is a column with a distinct value; the bits of the outputs are then the cells. Without
 *     one, the output of a {@link AccumulatorKind#SET} is the distinct values of the row's cell: 8 bytes each, most
 *     significant byte first
 */
public record AnswerLayout(
        boolean hasCell, Optional<Texts> texts, boolean hasKey, boolean hasValue, List<Output> outputs) {
    /** The layout of an answer that is ignored. */
    public static final AnswerLayout NOTHING = new AnswerLayout(false, Optional.empty(), false, false, List.of());

    public AnswerLayout {
        outputs = List.copyOf(outputs);
    }

    /** Whether the output is distinct values as bytes. */
    public boolean isPacked(Output output) {
        return output.kind() == AccumulatorKind.SET && !hasValue;
    }

    /** The number of columns before the outputs. */
    public int leading() {
        return (hasCell ? 1 : 0) + (texts.isPresent() ? 1 : 0) + (hasKey ? 1 : 0) + (hasValue ? 1 : 0);
    }

    /**
     * A column whose text determines a row's cell, together with the cell column where there is one.
     *
     * @param weight the distance between the cells of two consecutive numbers
     * @param numbers the number of each text that a metric needs
     * @param rest the number of all other texts and of NULL; negative where no metric needs them
     */
    public record Texts(int weight, SortedMap<String, Integer> numbers, int rest) {
        public Texts {
            numbers = Collections.unmodifiableSortedMap(new TreeMap<>(numbers));
        }

        /** The amount that the text adds to the cell's index; negative where the row is in no cell. */
        public int offset(@Nullable String text) {
            int number = text == null ? rest : numbers.getOrDefault(text, rest);
            return number * weight;
        }
    }

    /**
     * One aggregate of the answer. For a {@link AccumulatorKind#SET} beside a distinct value, bit n is set when the
     * value occurs in cell firstCell + n.
     *
     * @param firstCell the cell of the first element of {@code accumulators}
     * @param presence the index from 0 of the output that counts the rows behind this number; -1 where each row of the
     *     answer is made of at least one row
     * @param accumulators the accumulator of each cell; -1 for a cell that no metric needs
     */
    public record Output(AccumulatorKind kind, int firstCell, int presence, List<Integer> accumulators) {
        /** No accumulator, cell or output. */
        public static final int NONE = -1;

        public Output {
            accumulators = List.copyOf(accumulators);
        }
    }
}
