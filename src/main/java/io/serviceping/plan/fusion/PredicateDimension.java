package io.serviceping.plan.fusion;

import io.serviceping.plan.query.Parameter;
import io.serviceping.plan.query.Predicate;
import io.serviceping.plan.scan.MetricAggregate;
import java.util.List;

/** Cell 1 has the rows that satisfy a predicate, cell 0 all others, including those where it is NULL. */
record PredicateDimension(Predicate predicate) implements Dimension {
    @Override
    public int cells() {
        return 2;
    }

    @Override
    public Dimension of(List<MetricAggregate> metrics) {
        return metrics.stream()
                        .anyMatch(aggregate -> aggregate.query().predicates().contains(predicate))
                ? this
                : new Idle(cells());
    }

    @Override
    public String ordinal(PlannerDialect dialect) {
        return "case when " + predicate.sql() + " then 1 else 0 end";
    }

    @Override
    public List<Parameter> parameters() {
        return predicate.parameters();
    }

    @Override
    public boolean accepts(MetricAggregate aggregate, int cell) {
        return cell == 1 || !aggregate.query().predicates().contains(predicate);
    }

    @Override
    public boolean decides(Predicate other) {
        return other.equals(predicate);
    }

    @Override
    public double nanosPerRow() {
        return RowCost.COMPARISON + RowCost.DIGIT;
    }
}
