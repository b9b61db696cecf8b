package io.serviceping.count.span;

import io.serviceping.count.accumulator.AccumulatorKey;
import io.serviceping.count.accumulator.GroupNumbers;
import io.serviceping.count.range.ResumeKey;
import java.time.Duration;
import java.util.List;

/**
 * The stored result of one or several ranges of a span; never rewritten.
 *
 * @param number from 0, in the order of the walk
 * @param position what is left of the span: a {@link ResumeKey}'s text
 * @param numbers counts, sums and extremes without groups, as JSON
 * @param groups in the format of {@link GroupNumbers}
 * @param sets what is new in the span's distinct sets
 * @param took time of all its statements
 */
@SuppressWarnings("ArrayRecordComponent") // as of SetDelta
public record Chunk(int number, String position, String numbers, byte[] groups, List<SetDelta> sets, Duration took) {
    /**
     * What is new in one distinct set.
     *
     * @param bytes in the format of {@code DistinctSetCodec}
     */
    @SuppressWarnings("ArrayRecordComponent")
    public // never compared; copying each chunk would cost too much
    record SetDelta(AccumulatorKey key, byte[] bytes) {}

    public Chunk {
        sets = List.copyOf(sets);
    }

    boolean isLast() {
        return ResumeKey.parse(position) instanceof ResumeKey.Finished;
    }
}
