package io.serviceping.plan;

import io.serviceping.definition.TimeFrame;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;

/**
 * Disjoint slices of time: one for each window, without the shorter windows in it, the longest first. Where some metric
 * has no window on the column, cell 0 is all the rest: the rows that are older, later, or have no time.
 *
 * @param frames the windows asked for, the longest first; never empty
 * @param rest whether rows outside the longest window count
 */
record Buckets(WindowColumn column, List<TimeFrame> frames, boolean rest, Instant asOf) implements Dimension {
    Buckets {
        frames = List.copyOf(frames);
        if (frames.isEmpty()) {
            throw new IllegalArgumentException("frames must not be empty");
        }
    }

    /** The buckets that these metrics need; all of them count within the longest window where none counts the rest. */
    static Buckets of(WindowColumn column, Collection<Asked> metrics, Instant asOf) {
        List<TimeFrame> frames = metrics.stream()
                .filter(asked -> isOn(column, asked))
                .map(asked -> asked.metric().timeFrame())
                .distinct()
                .sorted(Comparator.comparing(TimeFrame::days).reversed())
                .toList();
        return new Buckets(column, frames, metrics.stream().anyMatch(asked -> !isOn(column, asked)), asOf);
    }

    @Override
    public int cells() {
        return frames.size() + (rest ? 1 : 0);
    }

    /** The condition of the longest window. */
    String widest() {
        return column.expression() + " >= ? and " + column.expression() + " < ?";
    }

    List<Parameter> widestParameters() {
        return List.of(start(0), column.before(asOf, 0));
    }

    @Override
    public String ordinal(SqlDialect dialect) {
        int first = rest ? 1 : 0;
        StringBuilder inside = new StringBuilder();
        for (int i = frames.size() - 1; i > 0; i--) {
            inside.append(inside.isEmpty() ? "case" : "")
                    .append(" when ")
                    .append(column.expression())
                    .append(" >= ? then ")
                    .append(first + i);
        }
        String bucket = inside.isEmpty() ? String.valueOf(first) : inside + " else " + first + " end";
        return rest ? "case when " + widest() + " then " + bucket + " else 0 end" : bucket;
    }

    @Override
    public List<Parameter> parameters() {
        List<Parameter> parameters = new ArrayList<>(rest ? widestParameters() : List.of());
        for (int i = frames.size() - 1; i > 0; i--) {
            parameters.add(start(i));
        }
        return parameters;
    }

    @Override
    public boolean accepts(Asked asked, int cell) {
        return !isOn(column, asked)
                || cell >= (rest ? 1 : 0) + frames.indexOf(asked.metric().timeFrame());
    }

    @Override
    public boolean decides(Predicate predicate) {
        return false;
    }

    @Override
    public boolean leavesRowsOut() {
        return false;
    }

    @Override
    public double nanosPerRow() {
        return RowCost.COMPARISON * cells() + RowCost.DIGIT;
    }

    private Parameter start(int frame) {
        return column.before(asOf, frames.get(frame).days());
    }

    private static boolean isOn(WindowColumn column, Asked asked) {
        return asked.window().filter(column::equals).isPresent();
    }
}
