package io.serviceping.count;

import io.serviceping.plan.Keeping;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;

/**
 * Finds the chunks that can be kept: all before the first, in the order of ids, with a row that is not settled. Where a
 * greater id is settled, no transaction can bring a lower one any more.
 */
final class SettledChunks {
    private final Keeping.Settled keeping;

    SettledChunks(Keeping.Settled keeping) {
        this.keeping = keeping;
    }

    /**
     * A chunk to be kept.
     *
     * @param lastId the greatest id so far; ids behind it may still come, though the range went on
     */
    record One(int span, int number, long lastId, long rows) {
        ChunkPlace place() {
            return new ChunkPlace(span, number);
        }
    }

    /** Those of all spans, up to the last one that has a row. */
    List<One> of(List<Walk> walks) {
        List<One> settled = new ArrayList<>();
        int withRows = 0;
        OptionalLong last = OptionalLong.empty();
        for (Walk walk : walks) {
            for (Chunk chunk : walk.chunks()) {
                Map<Integer, Number> numbers = new HashMap<>();
                SlotJson.read(chunk.numbers(), (place, number) -> numbers.put(place.slot(), number));
                Number rows = numbers.get(keeping.rows());
                Number unsettled = numbers.get(keeping.unsettled());
                if (rows == null || unsettled == null || unsettled.longValue() > 0) {
                    return settled.subList(0, withRows);
                }
                Number greatest = numbers.get(keeping.greatest());
                last = greatest == null ? last : OptionalLong.of(greatest.longValue());
                if (last.isPresent()) {
                    settled.add(new One(walk.span(), chunk.number(), last.getAsLong(), rows.longValue()));
                    withRows = rows.longValue() > 0 ? settled.size() : withRows;
                }
            }
        }
        return settled.subList(0, withRows);
    }
}
