package io.serviceping.count.range;

import io.serviceping.count.catalog.CatalogQueries;
import io.serviceping.count.database.ApplicationDatabases;
import io.serviceping.count.database.BoundQuery;
import io.serviceping.count.database.DatabaseUnavailableException;
import io.serviceping.count.database.Session;
import io.serviceping.plan.facts.KeyColumn;
import io.serviceping.plan.facts.TableFacts;
import io.serviceping.plan.query.Parameter;
import io.serviceping.plan.scan.RangeKey;
import io.serviceping.plan.scan.SharedScan;
import io.serviceping.time.Sleeper;
import java.math.BigInteger;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.SortedSet;

/** Splits a table into spans, which can be walked in parallel. */
public final class SpanSplitter {
    /** 2 MiB: some twenty thousand rows. */
    private static final long FIRST_BLOCKS = 256;

    private final Session session;
    private final CatalogQueries queries;

    /**
     * @param session on the table's database
     */
    public SpanSplitter(Session session) throws SQLException {
        this.session = session;
        this.queries = CatalogQueries.of(session);
    }

    /**
     * Splits a shared scan's table.
     *
     * @param most maximum number of spans; at least 1
     * @param pause how to pause after the look-ups
     * @return empty: the table cannot be read, or not in time
     * @throws DatabaseUnavailableException when the database cannot be reached
     */
    public static Optional<List<ResumeKey>> of(ApplicationDatabases databases, SharedScan scan, int most, Sleeper pause)
            throws InterruptedException {
        return databases.ask(
                scan.database(),
                pause,
                (session, pacing) -> pacing.work(
                        session,
                        () -> new SpanSplitter(session)
                                .of(scan.table(), scan.range().key(), most)));
    }

    /**
     * Splits the table into disjoint, ordered spans that hold all its present rows; an empty table has none.
     *
     * @param most maximum number of spans, at least 1; fewer where the table does not split well
     */
    public List<ResumeKey> of(TableFacts table, RangeKey key, int most) throws SQLException {
        if (most < 1) {
            throw new IllegalArgumentException("most must be at least 1 but was " + most);
        }
        if (key instanceof RangeKey.Keyset keyset) {
            return keysets(table, keyset.columns(), most);
        } else if (key instanceof RangeKey.Numeric numeric) {
            return numbers(table, numeric, most, Long.MIN_VALUE);
        } else if (key instanceof RangeKey.Time time) {
            return evenly(
                    IntegerDomain.of(table.name(), time),
                    TimeSteps.at(time.unit(), time.from()),
                    TimeSteps.at(time.unit(), time.to().minusNanos(1)),
                    most);
        } else if (key instanceof RangeKey.Blocks) {
            long blocks = session.read(connection -> queries.blocks(connection, table.name()));
            return blocks == 0 ? List.of() : List.of(new ResumeKey.Numbers(0, blocks - 1, FIRST_BLOCKS));
        }
        return List.of(new ResumeKey.Numbers(0, 0, 1));
    }

    /**
     * Splits a table with a numeric key; spans also begin at given numbers.
     *
     * @param from first number to walk
     * @param starts where a span must begin
     */
    public List<ResumeKey> of(TableFacts table, RangeKey.Numeric key, int most, long from, SortedSet<Long> starts)
            throws SQLException {
        List<ResumeKey> spans = new ArrayList<>();
        for (ResumeKey span : numbers(table, key, most, from)) {
            ResumeKey.Numbers numbers = (ResumeKey.Numbers) span;
            spans.addAll(cut(numbers.next(), numbers.end(), List.copyOf(starts)));
        }
        return spans;
    }

    private List<ResumeKey> numbers(TableFacts table, RangeKey.Numeric key, int most, long from) throws SQLException {
        IntegerDomain line = IntegerDomain.of(table.name(), key);
        OptionalLong least = line.row(session, from, Long.MAX_VALUE, 0);
        if (least.isEmpty()) {
            return List.of();
        }
        String name = key.column().name();
        long greatest = new BoundQuery("select max(" + name + ") from " + table.name(), List.of())
                .rows(session, row -> row.getLong(1))
                .get(0);
        List<Long> starts =
                quantiles(table, key.column(), most).stream().map(Long::valueOf).toList();
        return starts.isEmpty()
                ? evenly(line, least.getAsLong(), greatest, most)
                : cut(least.getAsLong(), greatest, starts);
    }

    /**
     * Splits into intervals of the same length. Each but the first begins with a row, so that no span is only a gap.
     */
    private List<ResumeKey> evenly(IntegerDomain line, long first, long last, int most) throws SQLException {
        BigInteger from = BigInteger.valueOf(first);
        BigInteger length = BigInteger.valueOf(last).subtract(from).add(BigInteger.ONE);
        List<Long> starts = new ArrayList<>();
        for (int i = 1; i < most; i++) {
            long start = length.multiply(BigInteger.valueOf(i))
                    .divide(BigInteger.valueOf(most))
                    .add(from)
                    .longValueExact();
            line.row(session, start, last, 0).ifPresent(starts::add);
        }
        return cut(first, last, starts);
    }

    /** Splits an interval at ascending starts; those outside it are ignored. */
    public static List<ResumeKey> cut(long first, long last, List<Long> starts) {
        List<ResumeKey> spans = new ArrayList<>();
        long from = first;
        for (long start : starts) {
            if (start > from && start <= last) {
                spans.add(new ResumeKey.Numbers(from, start - 1, 0));
                from = start;
            }
        }
        spans.add(new ResumeKey.Numbers(from, last, 0));
        return spans;
    }

    private List<ResumeKey> keysets(TableFacts table, List<KeyColumn> columns, int most) throws SQLException {
        RowValue key = new RowValue(columns);
        List<List<String>> greatest = new BoundQuery(
                        "select " + key.texts() + " from " + table.name() + " k order by " + key.order(" desc")
                                + " limit 1",
                        List.of())
                .rows(session, key::read);
        if (greatest.isEmpty()) {
            return List.of();
        }
        List<ResumeKey> spans = new ArrayList<>();
        List<String> after = List.of();
        for (String quantile : quantiles(table, columns.get(0), most)) {
            List<String> start = key(table, key, quantile, after);
            if (!start.isEmpty() && !start.equals(greatest.get(0))) {
                spans.add(new ResumeKey.Keyset(after, start, KeysetWalker.FIRST_ROWS));
                after = start;
            }
        }
        spans.add(new ResumeKey.Keyset(after, greatest.get(0), KeysetWalker.FIRST_ROWS));
        return spans;
    }

    /**
     * The first key with at least this value, after the last key taken. Empty: there is none. A value from the
     * statistics is not enough: their order may be outdated.
     */
    private List<String> key(TableFacts table, RowValue key, String quantile, List<String> after) throws SQLException {
        RowValue leading = new RowValue(key.columns().subList(0, 1));
        List<Parameter> parameters = new ArrayList<>(RowValue.parameters(List.of(quantile)));
        parameters.addAll(RowValue.parameters(after));
        String behind = after.isEmpty() ? "" : " and " + key.names() + " > " + key.marks();
        return new BoundQuery(
                        "select " + key.texts() + " from " + table.name() + " k where " + leading.names() + " >= "
                                + leading.marks() + behind + " order by " + key.order("") + " limit 1",
                        parameters)
                .rows(session, key::read).stream().findFirst().orElse(List.of());
    }

    /** Ascending values that split the column into similar shares. Empty: no statistics. */
    private List<String> quantiles(TableFacts table, KeyColumn column, int most) throws SQLException {
        if (most == 1) {
            return List.of();
        }
        List<String> bounds = session.read(connection -> queries.histogram(connection, table.name(), column.name()));
        List<String> cuts = new ArrayList<>();
        for (int i = 1; i < most && bounds.size() > most; i++) {
            cuts.add(bounds.get(i * (bounds.size() - 1) / most));
        }
        return cuts;
    }
}
