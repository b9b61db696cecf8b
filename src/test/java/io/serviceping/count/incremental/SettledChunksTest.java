package io.serviceping.count.incremental;

import static org.assertj.core.api.Assertions.assertThat;

import io.serviceping.count.accumulator.AccumulatorJson;
import io.serviceping.count.accumulator.AccumulatorKey;
import io.serviceping.count.range.ResumeKey;
import io.serviceping.count.span.Chunk;
import io.serviceping.count.span.ChunkPosition;
import io.serviceping.count.span.SpanProgress;
import io.serviceping.plan.query.Fragment;
import io.serviceping.plan.scan.IncrementalMode;
import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** Chunks of ten ids each, with a row for each id. */
class SettledChunksTest {
    private static final Instant BEFORE = Instant.parse("2026-11-15T00:00:00Z");
    private static final IncrementalMode.Settled KEEPING = new IncrementalMode.Settled(
            Fragment.of("unsettled"), Fragment.of("recent"), new IncrementalMode.Settled.Accumulators(0, 1, 2, 3, 4));

    /** The kind of a chunk's ten rows. */
    private enum Rows {
        SETTLED(0, 0, 10),
        ENDING_WITHOUT_A_TIME(0, 0, 7),
        WITHOUT_TIMES(0, 0, 0),
        RECENT(1, 1, 8),
        FUTURE(1, 0, 10),
        ENDING_IN_THE_FUTURE(1, 0, 9);

        private final int unsettled;
        private final int recent;
        private final int proven;

        Rows(int unsettled, int recent, int proven) {
            this.unsettled = unsettled;
            this.recent = recent;
            this.proven = proven;
        }
    }

    /** A span of such chunks. */
    private static SpanProgress walk(int span, long first, Rows... chunks) {
        long end = first + 10L * chunks.length - 1;
        List<Chunk> stored = new ArrayList<>();
        for (int number = 0; number < chunks.length; number++) {
            long start = first + 10L * number;
            Rows rows = chunks[number];
            String position = number == chunks.length - 1
                    ? new ResumeKey.Finished().text()
                    : new ResumeKey.Numbers(start + 10, end, 10).text();
            Map<AccumulatorKey, Number> numbers = new HashMap<>();
            put(0, 10, numbers);
            put(1, rows.unsettled, numbers);
            put(2, rows.recent, numbers);
            put(3, start + 9, numbers);
            if (rows.proven > 0) {
                put(4, start + rows.proven - 1, numbers);
            }
            stored.add(
                    new Chunk(number, position, AccumulatorJson.write(numbers), new byte[0], List.of(), Duration.ZERO));
        }
        return new SpanProgress(span, new ResumeKey.Numbers(first, end, 0), stored);
    }

    private static void put(int accumulator, long number, Map<AccumulatorKey, Number> into) {
        into.put(new AccumulatorKey(accumulator, null), BigDecimal.valueOf(number));
    }

    private static SettledChunks.Found found(@Nullable IncrementalState before, SpanProgress... spans) {
        return new SettledChunks(KEEPING, before).of(List.of(spans));
    }

    private static IncrementalState before(long mark, IdRange... future) {
        return new IncrementalState(
                "any",
                UUID.randomUUID(),
                BEFORE,
                mark,
                0,
                0,
                new IncrementalState.FutureRanges("t", List.of(future), false));
    }

    private static long mark(SettledChunks.Found found) {
        return found.stretches().get(found.stretches().size() - 1).last();
    }

    @Test
    void keepsWhatLiesBehindARowOfTheFuture() {
        SettledChunks.Found found = found(null, walk(0, 0, Rows.SETTLED, Rows.FUTURE, Rows.SETTLED, Rows.RECENT));

        assertThat(found.positions()).containsExactlyInAnyOrder(new ChunkPosition(0, 0), new ChunkPosition(0, 2));
        assertThat(found.future()).containsExactly(new IdRange(10, 19));
        assertThat(found.stretches())
                .as("all rows, so that those of the future may not vanish either")
                .containsExactly(
                        new IncrementalState.Stretch(Long.MIN_VALUE, 9, 10),
                        new IncrementalState.Stretch(10, 19, 10),
                        new IncrementalState.Stretch(20, 29, 10));
        assertThat(found.isFull()).isFalse();
    }

    @Test
    void endsBeforeARecentRow() {
        SettledChunks.Found found = found(null, walk(0, 0, Rows.SETTLED, Rows.RECENT, Rows.SETTLED));

        assertThat(found.positions()).containsExactly(new ChunkPosition(0, 0));
        assertThat(found.future()).isEmpty();
        assertThat(mark(found)).isEqualTo(9);
    }

    @Test
    void keepsASmallTableThatIsOneChunkAsOneRange() {
        SettledChunks.Found found = found(null, walk(0, 0, Rows.FUTURE));

        assertThat(found.positions()).isEmpty();
        assertThat(found.future()).containsExactly(new IdRange(0, 9));
        assertThat(mark(found)).isEqualTo(9);
        assertThat(found(null, walk(0, 0, Rows.ENDING_IN_THE_FUTURE)).isEmpty()).isTrue();
    }

    @Test
    void aRowWithoutATimeDoesNotProveThatLowerIdsAreThere() {
        assertThat(found(null, walk(0, 0, Rows.WITHOUT_TIMES)).isEmpty()).isTrue();
        assertThat(mark(found(null, walk(0, 0, Rows.SETTLED, Rows.ENDING_WITHOUT_A_TIME, Rows.RECENT))))
                .isEqualTo(9);
        assertThat(mark(found(null, walk(0, 0, Rows.WITHOUT_TIMES, Rows.ENDING_WITHOUT_A_TIME, Rows.SETTLED))))
                .isEqualTo(29);
    }

    @Test
    void countsAFewRangesApartAndNoMore() {
        Rows[] chunks = new Rows[40];
        for (int i = 0; i < chunks.length; i++) {
            chunks[i] = i % 2 == 0 ? Rows.SETTLED : Rows.FUTURE;
        }

        SettledChunks.Found found = found(null, walk(0, 0, chunks));

        assertThat(found.future()).hasSize(SettledChunks.MOST_FUTURE_RANGES);
        assertThat(found.isFull()).isTrue();
        assertThat(mark(found)).isEqualTo(10 * (2 * SettledChunks.MOST_FUTURE_RANGES + 1) - 1);
    }

    @Test
    void closesARangeFromBothEnds() {
        IncrementalState before = before(99, new IdRange(10, 49), new IdRange(60, 69));

        SettledChunks.Found found = found(
                before,
                walk(0, 10, Rows.SETTLED, Rows.RECENT, Rows.SETTLED, Rows.FUTURE),
                walk(1, 60, Rows.SETTLED),
                walk(2, 100, Rows.SETTLED, Rows.RECENT));

        assertThat(found.future()).containsExactly(new IdRange(20, 49));
        assertThat(found.positions())
                .containsExactlyInAnyOrder(new ChunkPosition(0, 0), new ChunkPosition(1, 0), new ChunkPosition(2, 0));
        assertThat(found.stretches())
                .as("others were counted before")
                .containsExactly(new IncrementalState.Stretch(100, 109, 10));
    }

    @Test
    void rangesThatAreLeftTakeThePlacesOfNewOnes() {
        IdRange[] future = new IdRange[SettledChunks.MOST_FUTURE_RANGES];
        SpanProgress[] spans = new SpanProgress[future.length + 1];
        for (int i = 0; i < future.length; i++) {
            future[i] = new IdRange(i * 10L, i * 10L + 9);
            spans[i] = walk(i, i * 10L, Rows.FUTURE);
        }
        spans[future.length] = walk(future.length, 1000, Rows.SETTLED, Rows.FUTURE, Rows.SETTLED);

        SettledChunks.Found found = found(before(999, future), spans);

        assertThat(found.future()).containsExactly(future);
        assertThat(found.isFull()).isTrue();
        assertThat(mark(found)).isEqualTo(1009);
    }
}
