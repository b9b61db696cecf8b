package io.serviceping.count.incremental;

import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.stream.Collectors;

/**
 * The incremental state of one scan of an append-only table.
 *
 * @param id stands for what is counted, where and how
 * @param pingId the ping that changed it last
 * @param asOf the end of that ping's windows
 * @param mark the greatest id counted
 * @param uses how many pings continued from it since the last full count
 * @param checkedTo the last id that was checked
 * @param future the ids up to the mark that are left out
 */
record IncrementalState(
        String id, UUID pingId, Instant asOf, long mark, int uses, long checkedTo, FutureRanges future) {
    /** Each ping counts this percentage of the rows again. */
    private static final long PERCENT_CHECKED = 2;
    /** Stretches are merged down to about this number. */
    private static final long FINEST = 200;

    /**
     * The ids up to the mark that every ping counts, as rows among them have a time in the future.
     *
     * @param ranges ascending
     * @param isFull whether the mark stops before such a row because the number of ranges is limited
     */
    record FutureRanges(String table, List<IdRange> ranges, boolean isFull) {
        FutureRanges {
            ranges = List.copyOf(ranges);
        }
    }

    /**
     * A range of ids with its number of rows.
     *
     * @param first the id after the previous stretch; {@link Long#MIN_VALUE} for the first stretch
     * @param last the greatest id of a row
     */
    record Stretch(long first, long last, long rows) {
        /** The stretches as text, {@code last:rows} with spaces between them. */
        static String text(List<Stretch> stretches) {
            return stretches.stream()
                    .map(stretch -> stretch.last + ":" + stretch.rows)
                    .collect(Collectors.joining(" "));
        }

        /** @param first the first id of the first stretch */
        static List<Stretch> parse(long first, String text) {
            List<Stretch> stretches = new ArrayList<>();
            long next = first;
            for (String stretch : text.isEmpty() ? new String[0] : text.split(" ", -1)) {
                int colon = stretch.indexOf(':');
                long last = Long.parseLong(stretch.substring(0, colon));
                stretches.add(new Stretch(next, last, Long.parseLong(stretch.substring(colon + 1))));
                next = last + 1;
            }
            return stretches;
        }
    }

    /**
     * A segment: the stored results of a part of the ids, without the distinct sets.
     *
     * @param number ascends with the ids
     * @param asOf the end of the windows of these results
     * @param numbers counts, sums and extremes as JSON
     * @param size in bytes, approximate
     */
    record Segment(int number, Instant asOf, List<Stretch> stretches, String numbers, long size) {
        Segment {
            stretches = List.copyOf(stretches);
        }

        /** The weeks from the end of its windows to a later end. */
        long weeksBefore(Instant later) {
            return ChronoUnit.DAYS.between(asOf, later) / 7;
        }
    }

    static List<Stretch> stretches(List<Segment> segments) {
        return segments.stream()
                .flatMap(segment -> segment.stretches().stream())
                .toList();
    }

    /** The stretches to count again: those after the last check, starting over at the end. */
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

    /** Merges stretches, but into none too large to count again. */
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
