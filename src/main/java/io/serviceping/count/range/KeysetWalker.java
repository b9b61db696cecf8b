package io.serviceping.count.range;

import io.serviceping.count.database.BoundQuery;
import io.serviceping.count.database.Session;
import io.serviceping.plan.facts.KeyColumn;
import io.serviceping.plan.query.Parameter;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Walks a key of any type, as text in the database's notation; only the database compares keys. */
final class KeysetWalker implements RangeWalker {
    static final long FIRST_ROWS = 2_000;
    private static final long MOST_ROWS = 2_000_000;

    private final RowValue key;
    private final String table;
    private final RangeSizer sizer;
    private final List<String> end;
    private List<String> after;
    private long rows;
    private boolean smaller;
    private boolean finished;
    private Range.@Nullable KeysetRange current;

    KeysetWalker(String table, List<KeyColumn> columns, ResumeKey left, RangeSizing sizing) {
        this.key = new RowValue(columns);
        this.table = table;
        this.sizer = new RangeSizer(sizing);
        if (left instanceof ResumeKey.Keyset keyset) {
            after = keyset.after();
            end = keyset.end();
            rows = keyset.rows();
        } else if (left instanceof ResumeKey.Finished) {
            after = List.of();
            end = List.of();
            rows = 1;
            finished = true;
        } else {
            throw new IllegalArgumentException("left must be of keys but was " + left);
        }
    }

    @Override
    public Optional<Range> next(Session session) throws SQLException {
        if (current == null && !finished) {
            current = new Range.KeysetRange(key.columns(), after, upTo(session));
        }
        return Optional.ofNullable(current);
    }

    private List<String> upTo(Session session) throws SQLException {
        List<String> found = rowsOn(session);
        // Fewer rows may be left than allowed, so one halving may not be enough.
        while (smaller && rows > 1 && found.equals(end)) {
            rows = rows / 2;
            found = rowsOn(session);
        }
        smaller = false;
        return found;
    }

    /**
     * The key {@code rows} rows further, or the last one. Searches rows with the same first columns before the rows
     * after them, because not every database can start an index scan in the middle of the former.
     */
    private List<String> rowsOn(Session session) throws SQLException {
        for (int same = after.isEmpty() ? 0 : after.size() - 1; same > 0; same--) {
            Optional<List<String>> found = rowsOn(session, key.behind(after, same));
            if (found.isPresent()) {
                return found.get();
            }
        }
        return rowsOn(session, key.behind(after, 0)).orElse(end);
    }

    private Optional<List<String>> rowsOn(Session session, RangeCondition behind) throws SQLException {
        RangeCondition upToEnd = behind.and(key.upTo(end, 0));
        List<Parameter> parameters = new ArrayList<>(upToEnd.parameters());
        parameters.add(new Parameter.Whole(rows - 1));
        BoundQuery lookup = new BoundQuery(
                "select " + key.texts() + " from " + table + " k where " + upToEnd.sql() + " order by " + key.order("")
                        + " limit 1 offset ?",
                parameters);
        return lookup.rows(session, key::read).stream().findFirst();
    }

    @Override
    public void done(Range range, Duration took, long rowsSeen) {
        Range.KeysetRange read = current(range);
        sizer.read(rows, took, rowsSeen);
        rows = Math.min(MOST_ROWS, sizer.scaled(rows));
        after = read.upTo();
        finished = after.equals(end);
        current = null;
    }

    @Override
    public boolean halve(Range range) {
        current(range);
        if (rows == 1 || !sizer.isWorthCutting()) {
            return false;
        }
        rows = Math.max(1, rows >>> sizer.halvings());
        smaller = true;
        current = null;
        return true;
    }

    @Override
    public ResumeKey position() {
        return finished ? new ResumeKey.Finished() : new ResumeKey.Keyset(after, end, rows);
    }

    private Range.KeysetRange current(Range range) {
        if (current == null || !current.equals(range)) {
            throw new IllegalArgumentException("range must be the one that is being read but was " + range);
        }
        return current;
    }
}
