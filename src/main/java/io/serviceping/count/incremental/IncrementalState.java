package io.serviceping.count.incremental;

import java.time.Instant;
import java.time.temporal.ChronoUnit;
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
 * @param aside what is not kept of the ids up to the mark
 */
record IncrementalState(String id, UUID pingId, Instant asOf, long mark, int uses, long checkedTo, Aside aside) {
    /** Of a hundred rows, how many are counted again by each ping. */
    private static final long PERCENT_CHECKED = 2;
    /** So many stretches are enough to check a share of the rows. */
    private static final long FINEST = 200;

    /**
     * The ids up to the mark that every ping counts, since rows of the future are among them.
     *
     * @param table the scan's table
     * @param ranges ascending
     * @param isFull whether the mark lies before a row of the future since there may be no more ranges
     */
    record Aside(String table, List<IdRange> ranges, boolean isFull) {
        Aside {
            ranges = List.copyOf(ranges);
        }
    }

    List<IdRange> apart() {
        return aside.ranges();
    }

    /**
     * Ids whose rows were counted together.
     *
     * @param first the id behind the stretch before; the least possible for the first one
     * @param last its greatest id
     * @param rows how many there were
     */
    record Stretch(long first, long last, long rows) {}

    /**
     * What was found in a part of the ids, without the sets.
     *
     * @param number ascends with the ids
     * @param asOf where the windows ended that it was found for
     * @param numbers counts, sums and extremes as JSON
     * @param size how many bytes it takes, about
     */
    record Piece(int number, Instant asOf, List<Stretch> stretches, String numbers, long size) {
        Piece {
            stretches = List.copyOf(stretches);
        }

        /** How many weeks its windows ended before those that are asked for. */
        long weeksBefore(Instant later) {
            return ChronoUnit.DAYS.between(asOf, later) / 7;
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

    /** The same ids in fewer stretches, none of which is made larger than it takes to check a share of the rows. */
    static List<Stretch> coarser(List<Stretch> stretches) {
        long most = stretches.stream().mapToLong(Stretch::rows).sum() / FINEST;
        List<Stretch> coarse = new ArrayList<>();
        for (Stretch next : stretches) {
            Stretch last = coarse.isEmpty() ? null : coarse.get(coarse.size() - 1);
            if (last != null && last.rows() + next.rows() <= most) {
                coarse.set(coarse.size() - 1, new Stretch(last.first(), next.last(), last.rows() + next.rows()));
            } else {
                coarse.add(next);
            }
        }
        return coarse;
    }
}
