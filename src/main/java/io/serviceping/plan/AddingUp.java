package io.serviceping.plan;

import io.serviceping.definition.sql.MetricSelect;
import io.serviceping.plan.aggregate.AggregateFunction;
import io.serviceping.plan.query.AggregateCall;
import io.serviceping.plan.query.OperatorChain;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import net.sf.jsqlparser.expression.Function;
import net.sf.jsqlparser.statement.select.PlainSelect;
import net.sf.jsqlparser.statement.select.SelectItem;

/** Tells whether the groups of a statement's answer add up, where only their values are known. */
final class AddingUp {
    /** They add rows that are totals of other rows of the answer. */
    private static final Set<String> GROUPING_SETS = Set.of("rollup", "cube");

    private AddingUp() {}

    /** Whether the outermost SELECT has one count or sum per group. */
    static boolean isCertain(MetricSelect metric) {
        return metric.select() instanceof PlainSelect plain && isCertain(plain);
    }

    private static boolean isCertain(PlainSelect select) {
        List<SelectItem<?>> items = select.getSelectItems();
        return select.getGroupBy() != null
                && items.size() == 2
                && hasNoGroupingSets(select)
                && AggregateCall.in(OperatorChain.bare(items.get(1).getExpression()))
                        .flatMap(AggregateCall::function)
                        .filter(AggregateFunction::addsUp)
                        .isPresent();
    }

    private static boolean hasNoGroupingSets(PlainSelect select) {
        return select.getGroupBy().getGroupingSets().isEmpty()
                && select.getGroupBy().getGroupByExpressionList().stream()
                        .noneMatch(by -> by instanceof Function function
                                && GROUPING_SETS.contains(function.getName().toLowerCase(Locale.ROOT)));
    }
}
