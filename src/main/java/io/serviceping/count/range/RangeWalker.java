package io.serviceping.count.range;

import io.serviceping.count.database.Session;
import io.serviceping.plan.facts.TableFacts;
import io.serviceping.plan.scan.RangeKey;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Optional;

/**
 * Goes through a table, or one span of it, range by range, with ranges as large as the clock allows. For one thread.
 *
 * <p>The end is fixed when the walk begins: rows with a larger key that are added later are not seen. A session is
 * needed only to look up keys, each time with a statement that an index answers.
 */
public sealed interface RangeWalker permits NumberWalker, KeysetWalker {
    /** A walker over what the key has left, which {@link SpanSplitter} gave or {@link #position} said. */
    static RangeWalker of(TableFacts table, RangeKey key, ResumeKey left, RangeSizing pace) {
        return key instanceof RangeKey.Keyset keyset
                ? new KeysetWalker(table.name(), keyset.columns(), left, pace)
                : new NumberWalker(IntegerDomain.of(table.name(), key), left, pace);
    }

    /**
     * The range to read now; the same one again until it is {@link #done} or {@link #halve}d. Empty at the end.
     *
     * @throws SQLException when the database cannot say where the range ends; it may be asked again
     */
    Optional<Range> next(Session session) throws SQLException;

    /**
     * Puts the range behind.
     *
     * @param range the one that {@link #next} gave last
     * @param took all statements of the range together, without rests
     * @param rows how many rows the statements saw; a number too small, for want of a better one, costs an index look-up
     *     per range, and no more
     */
    void done(Range range, Duration took, long rows);

    /**
     * Makes the range that {@link #next} gave last smaller, after one of its statements was cancelled: it will start where
     * it did and be at most half as large.
     *
     * @return false when it is as small as can be already
     */
    boolean halve(Range range);

    /** What is left after the last range that was done. */
    ResumeKey position();
}
