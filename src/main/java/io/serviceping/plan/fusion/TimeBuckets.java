package io.serviceping.plan.fusion;

import io.serviceping.plan.query.Fragment;
import io.serviceping.plan.query.Parameter;
import io.serviceping.plan.scan.MetricAggregate;
import io.serviceping.plan.scan.WindowColumn;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

/**
 * Disjoint time buckets, the oldest first: one for each window without the shorter windows in it, or one for each week.
 * Where some metric has no window on the column, cell 0 has all other rows: older, later, or without a time.
 *
 * @param days how many days before the end each bucket begins, in descending order; never empty
 * @param rest whether rows outside the longest window are needed
 * @param weekly whether there is a bucket for each week
 */
record TimeBuckets(WindowColumn column, List<Integer> days, boolean rest, boolean weekly, Instant asOf)
        implements Dimension {
    private static final int WEEK = 7;

    TimeBuckets {
        days = List.copyOf(days);
        if (days.isEmpty()) {
            throw new IllegalArgumentException("days must not be empty");
        }
    }

    /** The buckets that these metrics need, with a cell for rows outside the longest window if a metric needs those. */
    static TimeBuckets of(WindowColumn column, Collection<MetricAggregate> metrics, Instant asOf) {
        return new TimeBuckets(
                column,
                windows(column, metrics).distinct().toList(),
                metrics.stream().anyMatch(aggregate -> !isOn(column, aggregate)),
                false,
                asOf);
    }

    /**
     * As {@link #of}, with a bucket for each week of the longest window. A week later, rows move to the next older
     * bucket.
     */
    static TimeBuckets weekly(WindowColumn column, Collection<MetricAggregate> metrics, Instant asOf) {
        int longest = windows(column, metrics).findFirst().orElseThrow();
        return new TimeBuckets(
                column,
                Stream.iterate(longest, start -> start > 0, start -> start - WEEK)
                        .toList(),
                metrics.stream().anyMatch(aggregate -> !isOn(column, aggregate)),
                true,
                asOf);
    }

    /** The lengths in days, in descending order. */
    private static Stream<Integer> windows(WindowColumn column, Collection<MetricAggregate> metrics) {
        return metrics.stream()
                .filter(aggregate -> isOn(column, aggregate))
                .map(aggregate -> aggregate.metric().timeFrame().days())
                .sorted(Comparator.reverseOrder());
    }

    /** The condition that a row lies in the last {@code days} days before {@code asOf}. */
    static Fragment within(WindowColumn column, Instant asOf, int days) {
        return new Fragment(
                column.expression() + " >= ? and " + column.expression() + " < ?",
                List.of(column.before(asOf, days), column.before(asOf, 0)));
    }

    @Override
    public int cells() {
        return days.size() + (rest ? 1 : 0);
    }

    @Override
    public Dimension of(List<MetricAggregate> metrics) {
        return metrics.stream().anyMatch(aggregate -> isOn(column, aggregate)) ? this : new Idle(cells());
    }

    @Override
    public int aWeekLater(int cell) {
        return !weekly ? cell : rest ? Math.max(0, cell - 1) : cell - 1;
    }

    /** The condition of the longest window. */
    Fragment widest() {
        return within(column, asOf, days.get(0));
    }

    @Override
    public String ordinal(PlannerDialect dialect) {
        int first = rest ? 1 : 0;
        StringBuilder inside = new StringBuilder();
        for (int i = days.size() - 1; i > 0; i--) {
            inside.append(inside.isEmpty() ? "case" : "")
                    .append(" when ")
                    .append(column.expression())
                    .append(" >= ? then ")
                    .append(first + i);
        }
        String bucket = inside.isEmpty() ? String.valueOf(first) : inside + " else " + first + " end";
        return rest ? "case when " + widest().sql() + " then " + bucket + " else 0 end" : bucket;
    }

    @Override
    public List<Parameter> parameters() {
        List<Parameter> parameters = new ArrayList<>(rest ? widest().parameters() : List.of());
        for (int i = days.size() - 1; i > 0; i--) {
            parameters.add(start(i));
        }
        return parameters;
    }

    @Override
    public boolean accepts(MetricAggregate aggregate, int cell) {
        return !isOn(column, aggregate)
                || cell
                        >= (rest ? 1 : 0)
                                + days.indexOf(aggregate.metric().timeFrame().days());
    }

    @Override
    public double nanosPerRow() {
        return RowCost.COMPARISON * cells() + RowCost.DIGIT;
    }

    private Parameter start(int frame) {
        return column.before(asOf, days.get(frame));
    }

    private static boolean isOn(WindowColumn column, MetricAggregate aggregate) {
        return aggregate.window().filter(column::equals).isPresent();
    }
}
