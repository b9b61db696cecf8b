package io.serviceping.count.incremental;

import io.serviceping.count.accumulator.AccumulatorJson;
import io.serviceping.count.range.ResumeKey;
import io.serviceping.count.span.Chunk;
import io.serviceping.count.span.ChunkPosition;
import io.serviceping.count.span.SpanProgress;
import io.serviceping.plan.scan.IncrementalMode;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Finds the chunks to store. No transaction can add a row below the id of a settled row. So chunks are stored up to
 * the last settled row before the first chunk with a recent row. A chunk with a row in the future does not stop this:
 * every ping counts its ids again until that time has passed. There are at most {@link #MOST_FUTURE_RANGES} such ranges.
 */
final class SettledChunks {
    /** Each costs every later ping one more span. */
    static final int MOST_FUTURE_RANGES = 16;

    private final IncrementalMode.Settled incremental;
    private final List<IdRange> futureBefore;
    private final long firstNew;

    private final Set<ChunkPosition> stored = new HashSet<>();
    private final List<IncrementalState.Stretch> stretches = new ArrayList<>();
    private final List<IdRange> future = new ArrayList<>();
    private boolean isFull;

    /** @param before the state that the ping continues from; null when it counts in full */
    SettledChunks(IncrementalMode.Settled incremental, @Nullable IncrementalState before) {
        this.incremental = incremental;
        this.futureBefore = before == null ? List.of() : before.future().ranges();
        this.firstNew = before == null ? Long.MIN_VALUE : before.mark() + 1;
    }

    /**
     * The chunks to store.
     *
     * @param positions of these chunks
     * @param stretches of all ids above the previous mark, including rows that are counted again
     * @param future the ids up to the last stretch that every ping counts again, ascending
     * @param isFull whether {@link #MOST_FUTURE_RANGES} ended the stretches
     */
    record Found(
            Set<ChunkPosition> positions,
            List<IncrementalState.Stretch> stretches,
            List<IdRange> future,
            boolean isFull) {
        boolean isEmpty() {
            return positions.isEmpty() && stretches.isEmpty();
        }

        ChunkPosition last() {
            return positions.stream().max(ChunkPosition::compareTo).orElse(ChunkPosition.START);
        }
    }

    /**
     * A chunk's rows.
     *
     * @param isKnown whether the statement that describes the rows was run
     * @param settled whether all rows are settled
     * @param recent whether a row is recent
     * @param greatest the greatest id
     * @param proven the greatest id of a settled row with a time
     */
    private record One(
            ChunkPosition position,
            IdRange ids,
            boolean isKnown,
            long rows,
            boolean settled,
            boolean recent,
            OptionalLong greatest,
            OptionalLong proven) {}

    Found of(List<SpanProgress> spans) {
        List<One> added = new ArrayList<>();
        for (SpanProgress progress : spans) {
            ResumeKey.Numbers span = (ResumeKey.Numbers) progress.start();
            if (futureBefore.stream().noneMatch(range -> range.holds(span))) {
                added.addAll(chunks(progress, span));
            } else if (progress.isFinished()) {
                addWhatIsSettledNow(chunks(progress, span));
            } else {
                future.add(new IdRange(span.next(), span.end()));
            }
        }
        addNew(added);
        return new Found(stored, stretches, future, isFull);
    }

    /** Stores a range that was counted again, except from its first unsettled chunk to the last one. */
    private void addWhatIsSettledNow(List<One> chunks) {
        int first = 0;
        while (first < chunks.size() && chunks.get(first).settled()) {
            first++;
        }
        int last = chunks.size() - 1;
        while (last > first && chunks.get(last).settled()) {
            last--;
        }
        for (int i = 0; i < chunks.size(); i++) {
            if (i < first || i > last) {
                stored.add(chunks.get(i).position());
            }
        }
        if (first < chunks.size()) {
            future.add(new IdRange(
                    chunks.get(first).ids().first(), chunks.get(last).ids().last()));
        }
    }

    private void addNew(List<One> all) {
        List<One> chunks = proven(all);
        List<IdRange> added = new ArrayList<>();
        long first = firstNew;
        for (One one : chunks) {
            if (!one.settled() && future.size() + added.size() >= MOST_FUTURE_RANGES) {
                isFull = true;
                break;
            } else if (!one.settled()) {
                added.add(one.ids());
            } else if (one.rows() > 0) {
                stored.add(one.position());
            }
            if (one.greatest().isPresent()) {
                stretches.add(new IncrementalState.Stretch(first, one.greatest().getAsLong(), one.rows()));
                first = one.greatest().getAsLong() + 1;
            }
        }
        long mark = first - 1;
        added.forEach(range -> future.add(range.upTo(mark)));
    }

    /** The chunks before the first recent one, as far as a settled row with a time has an id at least as great. */
    private static List<One> proven(List<One> all) {
        List<One> some =
                all.stream().takeWhile(one -> one.isKnown() && !one.recent()).toList();
        OptionalLong proven =
                some.stream().flatMapToLong(one -> one.proven().stream()).max();
        int size = some.size();
        while (size > 0 && !isProven(some.get(size - 1), proven)) {
            size--;
        }
        return some.subList(0, size);
    }

    private static boolean isProven(One one, OptionalLong proven) {
        return one.greatest().isPresent()
                && proven.isPresent()
                && one.greatest().getAsLong() <= proven.getAsLong();
    }

    private List<One> chunks(SpanProgress progress, ResumeKey.Numbers span) {
        List<One> chunks = new ArrayList<>();
        long first = span.next();
        for (Chunk chunk : progress.chunks()) {
            long last =
                    ResumeKey.parse(chunk.position()) instanceof ResumeKey.Numbers left ? left.next() - 1 : span.end();
            chunks.add(one(new ChunkPosition(progress.span(), chunk.number()), new IdRange(first, last), chunk));
            first = last + 1;
        }
        return chunks;
    }

    private One one(ChunkPosition position, IdRange ids, Chunk chunk) {
        Map<Integer, Number> numbers = new HashMap<>();
        AccumulatorJson.read(chunk.numbers(), (accumulator, number) -> numbers.put(accumulator.accumulator(), number));
        IncrementalMode.Settled.Accumulators accumulators = incremental.accumulators();
        Number rows = numbers.get(accumulators.rows());
        Number unsettled = numbers.get(accumulators.unsettled());
        Number recent = numbers.get(accumulators.recent());
        boolean isKnown = rows != null && unsettled != null && recent != null;
        return new One(
                position,
                ids,
                isKnown,
                rows == null ? 0 : rows.longValue(),
                isKnown && unsettled != null && unsettled.longValue() == 0,
                recent != null && recent.longValue() > 0,
                id(numbers.get(accumulators.greatest())),
                id(numbers.get(accumulators.proven())));
    }

    private static OptionalLong id(@Nullable Number number) {
        return number == null ? OptionalLong.empty() : OptionalLong.of(number.longValue());
    }
}
