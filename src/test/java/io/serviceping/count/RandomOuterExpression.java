package io.serviceping.count;

import io.serviceping.plan.query.AggregateQuery;
import io.serviceping.plan.query.OuterExpression;
import io.serviceping.plan.query.OuterExpression.Operator;
import java.util.List;
import java.util.Map;
import java.util.Random;

/** Random expressions around aggregates: usual ones, odd ones, and ones that fail. */
final class RandomOuterExpression {
    private static final List<String> LITERALS =
            List.of("0", "1", "2", "7", "-3", "0.5", "100.0", "2.50", "-0.0625", "1000000007", "10000000000");
    private static final List<String> DIGITS = List.of("0", "1", "2", "3", "12");
    private static final List<String> TYPES =
            List.of("int", "integer", "bigint", "smallint", "numeric(20, 3)", "numeric(6, 2)", "numeric");
    private static final Map<Operator, String> PAIRS = Map.of(
            Operator.ADD, "+",
            Operator.SUBTRACT, "-",
            Operator.MULTIPLY, "*",
            Operator.DIVIDE, "/");
    private static final Map<Operator, String> TESTS = Map.of(
            Operator.EQUAL, "=",
            Operator.NOT_EQUAL, "<>",
            Operator.LESS, "<",
            Operator.LESS_OR_EQUAL, "<=",
            Operator.GREATER, ">",
            Operator.GREATER_OR_EQUAL, ">=");

    private final Random random;
    private final List<AggregateQuery> aggregates;
    private int used;

    RandomOuterExpression(Random random, List<AggregateQuery> aggregates) {
        this.random = random;
        this.aggregates = aggregates;
    }

    /** An expression with every aggregate once, in order. */
    OuterExpression draw() {
        OuterExpression whole = aggregated();
        for (int more = random.nextInt(3); more > 0; more--) {
            whole = around(whole);
        }
        while (used < aggregates.size()) {
            OuterExpression other = random.nextBoolean() ? aggregated() : around(aggregated());
            whole = pair(pick(List.copyOf(PAIRS.keySet())), PAIRS, whole, other);
            whole = random.nextBoolean() ? whole : around(whole);
        }
        return random.nextInt(8) == 0 || whole instanceof OuterExpression.Aggregated
                ? pair(pick(List.copyOf(TESTS.keySet())), TESTS, whole, literal(pick(LITERALS)))
                : whole;
    }

    static boolean isTest(OuterExpression outer) {
        return outer instanceof OuterExpression.Operation operation && TESTS.containsKey(operation.operator());
    }

    private OuterExpression aggregated() {
        int number = used++;
        return new OuterExpression.Aggregated(
                number, DefinedSql.call(aggregates.get(number), DefinedSql.common(aggregates)));
    }

    private OuterExpression around(OuterExpression value) {
        return switch (random.nextInt(10)) {
            case 0, 1 -> call("coalesce", Operator.COALESCE, value, literal(pick(LITERALS)));
            case 2 -> call("nullif", Operator.NULLIF, value, literal(pick(LITERALS)));
            case 3, 4 -> call("round", Operator.ROUND, value, literal(pick(DIGITS)));
            case 5 -> call("round", Operator.ROUND, value);
            case 6 ->
                random.nextBoolean() ? call("floor", Operator.FLOOR, value) : call("ceil", Operator.CEILING, value);
            case 7 -> cast(value, pick(TYPES));
            case 8 -> pair(pick(List.copyOf(PAIRS.keySet())), PAIRS, value, literal(pick(LITERALS)));
            default -> pair(pick(List.copyOf(PAIRS.keySet())), PAIRS, literal(pick(LITERALS)), value);
        };
    }

    private OuterExpression cast(OuterExpression value, String type) {
        String sql = random.nextBoolean() ? "cast(" + value.sql() + " as " + type + ")" : value.sql() + "::" + type;
        return new OuterExpression.Operation(Operator.CAST, List.of(value), sql);
    }

    private static OuterExpression literal(String sql) {
        return new OuterExpression.Literal(sql);
    }

    private static OuterExpression call(String name, Operator operator, OuterExpression... operands) {
        List<String> texts =
                List.of(operands).stream().map(OuterExpression::sql).toList();
        return new OuterExpression.Operation(operator, List.of(operands), name + "(" + String.join(", ", texts) + ")");
    }

    private static OuterExpression pair(
            Operator operator, Map<Operator, String> words, OuterExpression left, OuterExpression right) {
        return new OuterExpression.Operation(
                operator, List.of(left, right), "(" + left.sql() + " " + words.get(operator) + " " + right.sql() + ")");
    }

    private <T extends Comparable<T>> T pick(List<T> some) {
        return some.stream().sorted().toList().get(random.nextInt(some.size()));
    }
}
