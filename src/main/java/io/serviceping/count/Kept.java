package io.serviceping.count;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;

/**
 * What is kept of a scan of a table that only grows.
 *
 * @param id names what is counted, where and how
 * @param pingId the ping that kept it last
 * @param asOf where that ping's windows ended
 * @param mark the greatest id that is counted
 * @param uses how many pings built on it since it was counted in full
 * @param checkedTo the greatest id whose stretch was checked last
 */
record Kept(String id, UUID pingId, Instant asOf, long mark, int uses, long checkedTo) {
    /** Of a hundred rows, how many are counted again by each ping. */
    private static final long PERCENT_CHECKED = 2;

    /**
     * A kept chunk's rows, without what was found in them.
     *
     * @param after the greatest id of the chunk before; ids of the stretch are greater
     * @param last its greatest id
     * @param rows how many there were
     */
    record Stretch(long after, long last, long rows) {}

    /**
     * The chunks of one walk.
     *
     * @param weeks how many weeks its windows ended before those that are asked for
     */
    record Series(long weeks, List<Chunk> chunks) {
        Series {
            chunks = List.copyOf(chunks);
        }
    }

    /** The stretches whose rows are to be counted again this time: from where the last check ended, in a circle. */
    List<Stretch> toCheck(List<Stretch> all) {
        long wanted = all.stream().mapToLong(Stretch::rows).sum() * PERCENT_CHECKED / 100;
        int first = 0;
        while (first < all.size() && all.get(first).last() <= checkedTo) {
            first++;
        }
        List<Stretch> some = new ArrayList<>();
        long rows = 0;
        for (int i = 0; i < all.size() && (some.isEmpty() || rows < wanted); i++) {
            Stretch next = all.get((first + i) % all.size());
            some.add(next);
            rows += next.rows();
        }
        return some;
    }
}
