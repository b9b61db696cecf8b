package io.serviceping.count;

import io.serviceping.plan.query.Shape;
import io.serviceping.plan.query.Wrapping;
import io.serviceping.plan.query.Wrapping.Operator;
import java.util.List;
import java.util.Map;
import java.util.Random;

/** What an author may write around aggregates, at random: usual, odd, and what fails. */
final class RandomWrapping {
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
    private final List<Shape> shapes;
    private int used;

    RandomWrapping(Random random, List<Shape> shapes) {
        this.random = random;
        this.shapes = shapes;
    }

    /** Every aggregate stands in it once, in their order. */
    Wrapping draw() {
        Wrapping whole = aggregated();
        for (int more = random.nextInt(3); more > 0; more--) {
            whole = around(whole);
        }
        while (used < shapes.size()) {
            Wrapping other = random.nextBoolean() ? aggregated() : around(aggregated());
            whole = pair(pick(List.copyOf(PAIRS.keySet())), PAIRS, whole, other);
            whole = random.nextBoolean() ? whole : around(whole);
        }
        return random.nextInt(8) == 0 || whole instanceof Wrapping.Aggregated
                ? pair(pick(List.copyOf(TESTS.keySet())), TESTS, whole, literal(pick(LITERALS)))
                : whole;
    }

    static boolean isTest(Wrapping wrapping) {
        return wrapping instanceof Wrapping.Operation operation && TESTS.containsKey(operation.operator());
    }

    private Wrapping aggregated() {
        int number = used++;
        return new Wrapping.Aggregated(number, AskedSql.call(shapes.get(number), AskedSql.common(shapes)));
    }

    private Wrapping around(Wrapping value) {
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

    private Wrapping cast(Wrapping value, String type) {
        String sql = random.nextBoolean() ? "cast(" + value.sql() + " as " + type + ")" : value.sql() + "::" + type;
        return new Wrapping.Operation(Operator.CAST, List.of(value), sql);
    }

    private static Wrapping literal(String sql) {
        return new Wrapping.Literal(sql);
    }

    private static Wrapping call(String name, Operator operator, Wrapping... operands) {
        List<String> texts = List.of(operands).stream().map(Wrapping::sql).toList();
        return new Wrapping.Operation(operator, List.of(operands), name + "(" + String.join(", ", texts) + ")");
    }

    private static Wrapping pair(Operator operator, Map<Operator, String> words, Wrapping left, Wrapping right) {
        return new Wrapping.Operation(
                operator, List.of(left, right), "(" + left.sql() + " " + words.get(operator) + " " + right.sql() + ")");
    }

    private <T extends Comparable<T>> T pick(List<T> some) {
        return some.stream().sorted().toList().get(random.nextInt(some.size()));
    }
}
