package io.serviceping.count.range;

import io.serviceping.count.database.Session;
import io.serviceping.plan.facts.TableFacts;
import io.serviceping.plan.scan.RangeKey;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Optional;

/**
 * Walks a table, or one span of it, in ranges as large as the time limits allow. Not thread-safe.
 *
 * <p>The end is fixed when the walk begins: larger keys added later are not read. The session serves only key look-ups
 * by index.
 */
public sealed interface RangeWalker permits NumberWalker, KeysetWalker {
    /**
     * The walker of what is left of a span.
     *
     * @param left from {@link SpanSplitter}, or an earlier walker's {@link #position}
     */
    static RangeWalker of(TableFacts table, RangeKey key, ResumeKey left, RangeSizing sizing) {
        return key instanceof RangeKey.Keyset keyset
                ? new KeysetWalker(table.name(), keyset.columns(), left, sizing)
                : new NumberWalker(IntegerDomain.of(table.name(), key), left, sizing);
    }

    /**
     * The range to read now, until it is {@link #done} or {@link #halve}d. Empty: the walk has ended.
     *
     * @throws SQLException when the look-up of the range's end fails; the call may be repeated
     */
    Optional<Range> next(Session session) throws SQLException;

    /**
     * Marks the range as read.
     *
     * @param range the last one of {@link #next}
     * @param took time of all its statements, without pauses
     * @param rows the rows that the statements saw, or fewer; too few cost only an index look-up per range
     */
    void done(Range range, Duration took, long rows);

    /**
     * Makes the last range at most half as large, with the same start, after a statement was cancelled.
     *
     * @return false when the range cannot become smaller
     */
    boolean halve(Range range);

    /** What is left after the last range that was done. */
    ResumeKey position();
}
