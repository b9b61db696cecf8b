package io.serviceping.count.range;

import io.serviceping.count.database.Session;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Optional;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/**
 * Walks along a number line. Where rows lie evenly, the width of a range follows the clock alone. Where it is not known
 * how they lie (at the start, behind a range with few rows, after a cancelled statement) the index is asked where so and
 * so many rows end, so that neither a gap nor what comes behind it makes a range too large or the ranges too many.
 */
final class NumberWalker implements RangeWalker {
    private static final long FIRST_ROWS = 2_000;
    /** More would make the look-up in the index too long. */
    private static final long MOST_ROWS = 2_000_000;

    private final IntegerDomain line;
    private final RangeSizer sizer;
    private final long end;
    private long next;
    /** How far a range may reach; 0 for as far as it likes. */
    private long width;
    /** How many rows a range should hold. */
    private long rows = FIRST_ROWS;

    private boolean lookUp;
    private boolean finished;
    private @Nullable Stretch current;

    /**
     * The range being read.
     *
     * @param evenWidth how wide so many rows are where they lie closest, when the index said it; else 0
     */
    private record Stretch(Range range, long to, long evenWidth) {}

    NumberWalker(IntegerDomain line, ResumeKey left, RangeSizing pace) {
        this.line = line;
        this.sizer = new RangeSizer(pace);
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
        // On a time column many rows may share one step, which cannot be split.
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
            // Of blocks nobody knows how many rows they hold, and the statements may have seen a few of them only.
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
        // Unsigned, since a range may hold more numbers than a long can count.
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

    /** A difference that is not negative, and so has overflowed where it seems to be. */
    private static long saturated(long difference) {
        return difference < 0 ? Long.MAX_VALUE : difference;
    }
}
