package io.serviceping.count.span;

import io.serviceping.count.accumulator.AccumulatorKey;
import io.serviceping.count.accumulator.GroupNumbers;
import io.serviceping.count.range.ResumeKey;
import java.time.Duration;
import java.util.List;

/**
 * What a span's scan found in one range, as it is stored; appended, never rewritten.
 *
 * @param number from 0, in the order of the walk
 * @param position what is left of the span after this range: a {@link ResumeKey}'s text
 * @param numbers the range's counts, sums and extremes as JSON, but those of groups
 * @param groups the numbers of its groups, in the format of {@link GroupNumbers}
 * @param sets what the range adds to the span's distinct sets
 * @param took all statements of the range together
 */
@SuppressWarnings("ArrayRecordComponent") // as of SetDelta
public record Chunk(int number, String position, String numbers, byte[] groups, List<SetDelta> sets, Duration took) {
    /**
     * What is new in one distinct set.
     *
     * @param bytes in the format of {@code DistinctSetCodec}
     */
    @SuppressWarnings("ArrayRecordComponent")
    public // compared by nobody; a copy for each chunk would cost more than it is worth
    record SetDelta(AccumulatorKey place, byte[] bytes) {}

    public Chunk {
        sets = List.copyOf(sets);
    }

    boolean isLast() {
        return ResumeKey.parse(position) instanceof ResumeKey.Finished;
    }
}
