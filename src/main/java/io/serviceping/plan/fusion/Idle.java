package io.serviceping.plan.fusion;

import io.serviceping.plan.query.Parameter;
import io.serviceping.plan.scan.MetricAggregate;
import java.util.List;

/**
 * Replaces a dimension that no metric needs any more. Every row is in its cell 0, which every metric accepts.
 *
 * @param cells the number of cells of the replaced dimension, so that the cells of the others keep their numbers
 */
record Idle(int cells) implements Dimension {
    @Override
    public String ordinal(PlannerDialect dialect) {
        return "0";
    }

    @Override
    public List<Parameter> parameters() {
        return List.of();
    }

    @Override
    public boolean accepts(MetricAggregate aggregate, int cell) {
        return true;
    }

    @Override
    public double nanosPerRow() {
        return 0;
    }

    @Override
    public Dimension of(List<MetricAggregate> metrics) {
        return this;
    }
}
