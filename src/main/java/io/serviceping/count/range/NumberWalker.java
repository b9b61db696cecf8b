package io.serviceping.count.range;

import io.serviceping.count.database.Session;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Optional;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/**
 * Walks an integer domain. The last range's time sets the next one's width. Where the distribution of rows is unknown
 * (at the start, after a sparse range or a cancelled statement), an index look-up finds where a number of rows ends.
 * Neither a gap nor the rows after it therefore make a range too large or the ranges too many.
 */
final class NumberWalker implements RangeWalker {
    private static final long FIRST_ROWS = 2_000;
    /** A larger offset makes the index look-up too slow. */
    private static final long MOST_ROWS = 2_000_000;

    private final IntegerDomain line;
    private final RangeSizer sizer;
    private final long end;
    private long next;
    /** Maximum width of a range; 0 for no limit. */
    private long width;
    /** Number of rows that a range should hold. */
    private long rows = FIRST_ROWS;

    private boolean lookUp;
    private boolean finished;
    private @Nullable Stretch current;

    /**
     * The current range.
     *
     * @param evenWidth width of {@code rows} rows where they are densest, from the look-up; 0 without one
     */
    private record Stretch(Range range, long to, long evenWidth) {}

    NumberWalker(IntegerDomain line, ResumeKey left, RangeSizing sizing) {
        this.line = line;
        this.sizer = new RangeSizer(sizing);
        if (left instanceof ResumeKey.Numbers numbers) {
            next = numbers.next();
            end = numbers.end();
            width = numbers.width();
            lookUp = width == 0;
        } else if (left instanceof ResumeKey.Finished) {
            end = 0;
            finished = true;
        } else {
            throw new IllegalArgumentException("left must be of numbers but was " + left);
        }
    }

    @Override
    public Optional<Range> next(Session session) throws SQLException {
        if (current == null && !finished) {
            current = stretch(session);
        }
        return Optional.ofNullable(current).map(Stretch::range);
    }

    private Stretch stretch(Session session) throws SQLException {
        long reach = width == 0 || Long.compareUnsigned(width - 1, end - next) >= 0 ? end : next + width - 1;
        OptionalLong beyond = lookUp ? line.row(session, next, reach, rows) : OptionalLong.empty();
        if (beyond.isEmpty()) {
            return stretch(reach, 0);
        }
        long middle = line.row(session, next, reach, rows / 2).orElse(next);
        long closest = Math.min(saturated(middle - next), saturated(beyond.getAsLong() - middle));
        // Rows that share one time step cannot be split.
        return stretch(Math.max(next, beyond.getAsLong() - 1), Math.max(1, saturated(2 * closest)));
    }

    private Stretch stretch(long to, long evenWidth) {
        return new Stretch(line.range(next, to, to == end), to, evenWidth);
    }

    @Override
    public void done(Range range, Duration took, long rowsSeen) {
        Stretch stretch = current(range);
        long reach = saturated(stretch.to() - next + 1);
        if (stretch.evenWidth() > 0) {
            sizer.read(rows, took, rowsSeen);
            rows = bounded(sizer.scaled(rows));
            width = sizer.scaled(stretch.evenWidth());
            lookUp = false;
        } else if (line.isSearchable() && rowsSeen < rows / 2) {
            width = 0;
            lookUp = true;
        } else {
            // The number of rows in a block is unknown; statements may have seen only a few of them.
            sizer.read(line.isSearchable() ? Math.max(1, rowsSeen) : reach, took, rowsSeen);
            rows = bounded(sizer.scaled(Math.max(1, rowsSeen)));
            width = sizer.scaled(reach);
            lookUp = false;
        }
        finished = stretch.to() == end;
        next = finished ? end : stretch.to() + 1;
        current = null;
    }

    @Override
    public boolean halve(Range range) {
        Stretch stretch = current(range);
        if (stretch.to() == next || !sizer.isWorthCutting()) {
            return false;
        }
        // Unsigned, because a range may hold more numbers than a long can count.
        int halvings = sizer.halvings();
        width = Math.max(1, (stretch.to() - next) >>> halvings);
        rows = Math.max(1, rows >>> halvings);
        lookUp = true;
        current = null;
        return true;
    }

    @Override
    public ResumeKey position() {
        return finished ? new ResumeKey.Finished() : new ResumeKey.Numbers(next, end, width);
    }

    private Stretch current(Range range) {
        if (current == null || !current.range().equals(range)) {
            throw new IllegalArgumentException("range must be the one that is being read but was " + range);
        }
        return current;
    }

    private static long bounded(long rows) {
        return Math.min(MOST_ROWS, rows);
    }

    /** A difference of at least 0; a negative result has overflowed. */
    private static long saturated(long difference) {
        return difference < 0 ? Long.MAX_VALUE : difference;
    }
}
