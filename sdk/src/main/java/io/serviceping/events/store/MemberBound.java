package io.serviceping.events.store;

import java.util.HashMap;
import java.util.Map;

/**
 * How many members of a set are rows. Counting a set at each flush would read it at each flush. So it is counted again when
 * this process has added a part of what was left; several processes exceed the bound by little.
 */
public final class MemberBound {
    private static final int PART = 16;
    private static final int MOST_SETS = 100_000;

    private final int mostRows;
    private final Map<MemberSet, Long> untilCounted = new HashMap<>();

    /** The largest number of rows of a set. */
    public MemberBound(int mostRows) {
        this.mostRows = mostRows;
    }

    /** Whether a set is to be counted, as some members were added. */
    boolean isDue(MemberSet set, int added) {
        return untilCounted.merge(set, (long) -added, Long::sum) <= 0;
    }

    /** Whether the set has too many rows. */
    boolean isExceeded(MemberSet set, long rows) {
        if (untilCounted.size() > MOST_SETS) {
            untilCounted.clear();
        }
        untilCounted.put(set, Math.max(1, (mostRows - rows) / PART));
        return rows > mostRows;
    }
}
