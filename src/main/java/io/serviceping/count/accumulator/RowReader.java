package io.serviceping.count.accumulator;

import io.serviceping.count.distinct.DistinctAccumulator;
import io.serviceping.plan.aggregate.ExactNumbers;
import io.serviceping.plan.scan.AnswerLayout;
import java.nio.ByteBuffer;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Adds a fused statement's rows to the accumulators of its layout. */
final class RowReader {
    /** A row's cell, group and distinct value. Negative cell: no metric needs the row. */
    private record Subject(int cell, @Nullable String key, boolean hasValue, long value) {}

    private final AccumulatorTable table;
    private final AnswerLayout layout;
    private final List<AnswerLayout.Output> outputs;
    private final int[][] accumulators;
    /** Sets by accumulator, for layouts without groups; saves a key object for each bit of millions of rows. */
    private final DistinctAccumulator[] sets;

    RowReader(AccumulatorTable table, AnswerLayout layout) {
        this.table = table;
        this.layout = layout;
        this.outputs = layout.outputs();
        this.accumulators = outputs.stream()
                .map(output -> output.accumulators().stream()
                        .mapToInt(Integer::intValue)
                        .toArray())
                .toArray(int[][]::new);
        this.sets = new DistinctAccumulator
                [1
                        + outputs.stream()
                                .flatMap(output -> output.accumulators().stream())
                                .mapToInt(Integer::intValue)
                                .max()
                                .orElse(0)];
    }

    void read(ResultSet row) throws SQLException {
        Subject subject = subject(row);
        for (int i = 0; i < outputs.size(); i++) {
            if (layout.hasValue()) {
                readBits(row.getLong(column(i)), accumulators[i], subject);
            } else if (subject.cell() >= 0 && accumulators[i][subject.cell()] != AnswerLayout.Output.NONE) {
                readOutput(row, i, new AccumulatorKey(accumulators[i][subject.cell()], subject.key()));
            }
        }
    }

    private Subject subject(ResultSet row) throws SQLException {
        int column = 1;
        int cell = 0;
        String key = null;
        if (layout.hasCell()) {
            cell = row.getInt(column++);
            cell = row.wasNull() ? -1 : cell;
        }
        if (layout.texts().isPresent()) {
            int offset = layout.texts().get().offset(row.getString(column++));
            cell = cell < 0 || offset < 0 ? -1 : cell + offset;
        }
        if (layout.hasKey()) {
            key = row.getString(column++);
        }
        long value = layout.hasValue() ? row.getLong(column) : 0;
        return new Subject(cell, key, layout.hasValue() && !row.wasNull(), value);
    }

    private void readOutput(ResultSet row, int output, AccumulatorKey key) throws SQLException {
        int presence = outputs.get(output).presence();
        if (layout.hasKey() && presence != AnswerLayout.Output.NONE && row.getLong(column(presence)) == 0) {
            return;
        }
        if (layout.hasKey()) {
            table.addGroup(key);
        }
        switch (outputs.get(output).kind()) {
            case SET -> readPacked(row.getBytes(column(output)), key);
            default -> readNumber(ExactNumbers.of(row.getObject(column(output))), key);
        }
    }

    private void readNumber(@Nullable Number number, AccumulatorKey key) {
        if (number != null) {
            table.add(key, number);
        }
    }

    private void readPacked(byte @Nullable [] packed, AccumulatorKey key) {
        if (packed != null) {
            long[] values = new long[packed.length / Long.BYTES];
            ByteBuffer.wrap(packed).asLongBuffer().get(values);
            table.set(key).addAll(values);
        }
    }

    private void readBits(long bits, int[] ofCells, Subject subject) {
        for (long rest = bits; rest != 0; rest &= rest - 1) {
            int accumulator = ofCells[Long.numberOfTrailingZeros(rest)];
            if (accumulator != AnswerLayout.Output.NONE) {
                add(accumulator, subject);
            }
        }
    }

    private void add(int accumulator, Subject subject) {
        if (layout.hasKey()) {
            AccumulatorKey key = new AccumulatorKey(accumulator, subject.key());
            table.addGroup(key);
            if (subject.hasValue()) {
                table.set(key).add(subject.value());
            }
            return;
        }
        if (sets[accumulator] == null) {
            sets[accumulator] = table.set(new AccumulatorKey(accumulator, null));
        }
        sets[accumulator].add(subject.value());
    }

    private int column(int output) {
        return layout.leading() + output + 1;
    }
}
