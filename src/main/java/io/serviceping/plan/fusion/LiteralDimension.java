package io.serviceping.plan.fusion;

import io.serviceping.plan.aggregate.SqlType;
import io.serviceping.plan.query.Parameter;
import io.serviceping.plan.query.Predicate;
import io.serviceping.plan.scan.AnswerLayout;
import io.serviceping.plan.scan.MetricAggregate;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * Assigns rows to cells by the literal that an expression equals. Literals that are always tested together share a
 * cell. Where the expression has few values, rows may be grouped by the value itself; the cell is then found from the
 * answer.
 */
final class LiteralDimension implements Dimension {
    /** Up to so many literals are compared one by one; more are found by binary search. */
    private static final int LEAF = 3;

    private record Case(LiteralValue value, String sql, int cell) {}

    private final String expression;
    private final boolean rest;
    private final SqlType type;
    private final boolean fewValues;
    private final List<Case> cases = new ArrayList<>();
    private final Map<Predicate, BitSet> accepted = new HashMap<>();
    private int cells;

    private LiteralDimension(String expression, SqlType type, boolean rest, boolean fewValues) {
        this.expression = expression;
        this.type = type;
        this.rest = rest;
        this.fewValues = fewValues;
    }

    /**
     * Empty: it is not certain that the literals exclude each other.
     *
     * @param tests all on that expression
     * @param rest whether rows that equal none of the literals are needed
     * @param fewValues whether rows may be grouped by the expression itself
     */
    static Optional<LiteralDimension> of(
            String expression, SqlType type, Collection<Predicate.OneOf> tests, boolean rest, boolean fewValues) {
        SortedMap<LiteralValue, String> spelling = new TreeMap<>();
        Map<LiteralValue, List<Predicate.OneOf>> testedBy = new TreeMap<>();
        for (Predicate.OneOf test : tests) {
            for (String literal : test.literals()) {
                Optional<LiteralValue> value = LiteralValue.of(literal, type);
                if (value.isEmpty()) {
                    return Optional.empty();
                }
                spelling.putIfAbsent(value.get(), literal);
                testedBy.computeIfAbsent(value.get(), v -> new ArrayList<>()).add(test);
            }
        }
        LiteralDimension literals = new LiteralDimension(expression, type, rest, fewValues);
        Map<List<Predicate.OneOf>, Integer> cellOf = new HashMap<>();
        testedBy.forEach((value, by) -> {
            int cell = cellOf.computeIfAbsent(by.stream().distinct().toList(), key -> cellOf.size());
            literals.cases.add(new Case(value, spelling.getOrDefault(value, ""), cell));
            by.forEach(test ->
                    literals.accepted.computeIfAbsent(test, key -> new BitSet()).set(cell));
        });
        literals.cells = cellOf.size();
        return Optional.of(literals);
    }

    /**
     * A row that equals only a literal of other metrics is then in no cell or in the rest; these metrics are not
     * affected.
     */
    @Override
    public Dimension of(List<MetricAggregate> metrics) {
        BitSet wanted = new BitSet();
        metrics.stream()
                .flatMap(aggregate -> aggregate.query().predicates().stream())
                .filter(this::decides)
                .forEach(test -> wanted.or(accepted.getOrDefault(test, new BitSet())));
        if (wanted.isEmpty()) {
            return new Idle(cells());
        }
        LiteralDimension some = new LiteralDimension(expression, type, rest, fewValues);
        cases.stream().filter(one -> wanted.get(one.cell())).forEach(some.cases::add);
        some.accepted.putAll(accepted);
        some.cells = cells;
        return some;
    }

    @Override
    public int cells() {
        return cells + (rest ? 1 : 0);
    }

    @Override
    public String ordinal(PlannerDialect dialect) {
        List<String> texts = cases.stream().map(one -> one.value().text()).toList();
        if (type.isExact()) {
            return tree(expression, cases);
        } else if (type.kind() == SqlType.Kind.TEXT && dialect.sortsBytes(texts)) {
            return tree(dialect.byBytes(expression), cases);
        }
        return chain(cases);
    }

    String expression() {
        return expression;
    }

    /** Whether grouping by the expression is cheaper than computing the ordinal. */
    boolean isGroupedBy() {
        return fewValues && type.kind() == SqlType.Kind.TEXT && cases.size() > LEAF;
    }

    /** How the ordinal is found from the expression's value when rows are grouped by it. */
    AnswerLayout.Texts texts(int weight) {
        SortedMap<String, Integer> numbers = new TreeMap<>();
        cases.forEach(one -> numbers.put(one.value().text(), one.cell()));
        return new AnswerLayout.Texts(weight, numbers, rest ? cells : AnswerLayout.Output.NONE);
    }

    @Override
    public List<Parameter> parameters() {
        return List.of();
    }

    @Override
    public boolean accepts(MetricAggregate aggregate, int cell) {
        return aggregate.query().predicates().stream()
                .filter(this::decides)
                .allMatch(test -> accepted.getOrDefault(test, new BitSet()).get(cell));
    }

    @Override
    public boolean decides(Predicate predicate) {
        return accepted.containsKey(predicate);
    }

    @Override
    public boolean leavesRowsOut() {
        return !rest;
    }

    @Override
    public double nanosPerRow() {
        if (isGroupedBy()) {
            return RowCost.TEXT;
        }
        double comparisons =
                cases.size() <= LEAF ? cases.size() : LEAF + Math.log(cases.size() / (double) LEAF) / Math.log(2);
        return RowCost.COMPARISON * comparisons + RowCost.DIGIT;
    }

    private String tree(String ordered, List<Case> some) {
        if (some.size() <= LEAF) {
            return chain(some);
        }
        int middle = some.size() / 2;
        return "case when " + ordered + " < " + some.get(middle).sql() + " then "
                + tree(ordered, some.subList(0, middle)) + " else "
                + tree(ordered, some.subList(middle, some.size())) + " end";
    }

    private String chain(List<Case> some) {
        StringBuilder text = new StringBuilder("case");
        for (Case one : some) {
            text.append(" when ")
                    .append(expression)
                    .append(" = ")
                    .append(one.sql())
                    .append(" then ")
                    .append(one.cell());
        }
        return text.append(rest ? " else " + cells : "").append(" end").toString();
    }
}
