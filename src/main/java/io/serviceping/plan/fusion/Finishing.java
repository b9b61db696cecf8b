package io.serviceping.plan.fusion;

import io.serviceping.plan.aggregate.Division;
import io.serviceping.plan.aggregate.Expressions;
import io.serviceping.plan.aggregate.SqlType;
import io.serviceping.plan.query.NotUnderstoodException;
import io.serviceping.plan.query.Shape;
import io.serviceping.plan.query.Wrapping;
import io.serviceping.plan.scan.Asked;
import io.serviceping.plan.scan.Finish;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/**
 * Says how what stands around a metric's aggregates is computed outside the database. The database itself tells the type
 * of each part; what it would compute in floating point, or in a way that is not certain, is refused.
 */
final class Finishing {
    private static final int MOST_DIGITS = 30;
    /** No value that is sent has more digits. */
    private static final int MOST_PRECISION = 1_000;

    private static final Set<Wrapping.Operator> KEEP_COUNTS = Set.of(
            Wrapping.Operator.COALESCE,
            Wrapping.Operator.NULLIF,
            Wrapping.Operator.CAST,
            Wrapping.Operator.ROUND,
            Wrapping.Operator.FLOOR,
            Wrapping.Operator.CEILING);

    private final SqlDialect dialect;
    private final Expressions expressions;
    private final Asked asked;

    Finishing(SqlDialect dialect, Expressions expressions, Asked asked) {
        this.dialect = dialect;
        this.expressions = expressions;
        this.asked = asked;
    }

    private record Typed(Finish finish, SqlType type) {
        boolean isExact() {
            return type.isExact();
        }

        boolean isFloating() {
            return Finishing.isFloating(type);
        }
    }

    Finish finish() throws NotUnderstoodException {
        return asked.wrapping().equals(Wrapping.NOTHING)
                ? aggregated(0)
                : typed(asked.wrapping()).finish();
    }

    private Finish aggregated(int number) {
        Finish aggregated = new Finish.Aggregated(number);
        return asked.shapes().get(number).aggregate().function().isTruth()
                ? new Finish.Comparison(Wrapping.Operator.NOT_EQUAL, aggregated, new Finish.Literal(BigDecimal.ZERO))
                : aggregated;
    }

    private Typed typed(Wrapping wrapping) throws NotUnderstoodException {
        SqlType type = expressions.typeOf(wrapping.sql());
        if (wrapping instanceof Wrapping.Aggregated aggregated) {
            return new Typed(aggregated(aggregated.number()), type);
        } else if (wrapping instanceof Wrapping.Literal literal) {
            if (!type.isExact()) {
                throw uncertain(wrapping);
            }
            BigDecimal value = new BigDecimal(literal.sql());
            return new Typed(new Finish.Literal(value.scale() < 0 ? value.setScale(0) : value), type);
        }
        return operation((Wrapping.Operation) wrapping, type);
    }

    private Typed operation(Wrapping.Operation operation, SqlType type) throws NotUnderstoodException {
        if (asked.countsDistinct()
                && !(KEEP_COUNTS.contains(operation.operator())
                        && asked.shapes().size() == 1)) {
            throw new NotUnderstoodException("computes with a number of distinct values, which may be an estimate");
        }
        List<Typed> operands = new ArrayList<>();
        for (Wrapping operand : operation.operands()) {
            operands.add(typed(operand));
        }
        Finish finish = switch (operation.operator()) {
            case COALESCE -> coalesce(operation, operands, type);
            case NULLIF -> nullIf(operation, operands);
            case ROUND -> rounded(operation, operands.get(0), type, RoundingMode.HALF_UP);
            case FLOOR -> rounded(operation, operands.get(0), type, RoundingMode.FLOOR);
            case CEILING -> rounded(operation, operands.get(0), type, RoundingMode.CEILING);
            case CAST -> cast(operation, operands.get(0), type);
            case ADD, SUBTRACT, MULTIPLY -> arithmetic(operation, operands, type);
            case DIVIDE -> quotient(operation, operands, type);
            case EQUAL, NOT_EQUAL, LESS, LESS_OR_EQUAL, GREATER, GREATER_OR_EQUAL ->
                comparison(operation, operands, type);
        };
        return new Typed(finish, type);
    }

    private static Finish coalesce(Wrapping.Operation operation, List<Typed> operands, SqlType type)
            throws NotUnderstoodException {
        boolean exact = type.isExact() && operands.stream().allMatch(Typed::isExact);
        boolean floating = isFloating(type)
                && operands.stream().allMatch(one -> one.isFloating() || one.finish() instanceof Finish.Literal);
        if (!exact && !floating) {
            throw uncertain(operation);
        }
        return new Finish.Coalesce(operands.stream().map(Typed::finish).toList());
    }

    private static Finish nullIf(Wrapping.Operation operation, List<Typed> operands) throws NotUnderstoodException {
        requireExact(operation, operands);
        return new Finish.NullIf(operands.get(0).finish(), operands.get(1).finish());
    }

    private static Finish rounded(Wrapping.Operation operation, Typed value, SqlType type, RoundingMode mode)
            throws NotUnderstoodException {
        int digits = operation.operands().size() == 1 ? 0 : digits(operation);
        Finish rounded = new Finish.Rounded(value.finish(), digits, mode);
        if (value.isExact() && type.kind() == SqlType.Kind.NUMERIC) {
            return rounded;
        } else if (value.type().isWhole() && type.isWhole()) {
            return value.finish();
        } else if (value.isFloating() && isFloating(type) && mode == RoundingMode.HALF_UP) {
            return new Finish.Floating(rounded);
        }
        throw uncertain(operation);
    }

    /** The number of digits, which has to stand there. */
    private static int digits(Wrapping.Operation operation) throws NotUnderstoodException {
        String digits = operation.operands().get(1).sql();
        if (digits.length() <= 2
                && digits.chars().allMatch(c -> c >= '0' && c <= '9')
                && Integer.parseInt(digits) <= MOST_DIGITS) {
            return Integer.parseInt(digits);
        }
        throw uncertain(operation);
    }

    private Finish cast(Wrapping.Operation operation, Typed value, SqlType type) throws NotUnderstoodException {
        requireExact(operation, List.of(value));
        if (type.isWhole()) {
            return new Finish.Within(dialect.wholeOf(value.finish()), bounds(type));
        } else if (type.kind() != SqlType.Kind.NUMERIC || type.scale() > MOST_DIGITS) {
            throw uncertain(operation);
        } else if (type.precision() == 0) {
            return value.finish();
        }
        Finish rounded = new Finish.Rounded(value.finish(), type.scale(), RoundingMode.HALF_UP);
        return type.precision() > MOST_PRECISION
                ? rounded
                : new Finish.Within(
                        rounded, Finish.Bounds.ofDigits(type.precision(), type.scale(), dialect.tooManyDigits()));
    }

    private static Finish arithmetic(Wrapping.Operation operation, List<Typed> operands, SqlType type)
            throws NotUnderstoodException {
        requireExact(operation, operands);
        Finish result = new Finish.Arithmetic(
                operation.operator(), operands.get(0).finish(), operands.get(1).finish());
        return withinType(operation, result, type);
    }

    private Finish quotient(Wrapping.Operation operation, List<Typed> operands, SqlType type)
            throws NotUnderstoodException {
        requireExact(operation, operands);
        if (asked.shapes().stream().anyMatch(this::hasAnyScale)) {
            throw uncertain(operation);
        }
        Division division = type.isWhole() ? new Division.Whole() : dialect.quotient(type);
        Finish result =
                new Finish.Quotient(operands.get(0).finish(), operands.get(1).finish(), division);
        return withinType(operation, result, type);
    }

    /** Which of two equal decimals is the greatest, {@code 1.0} or {@code 1.00}, depends on the order of rows. */
    private boolean hasAnyScale(Shape shape) {
        SqlType type = expressions.typeOf(shape.aggregate().argument());
        return shape.aggregate().function().picksOneOfEquals()
                && type.kind() == SqlType.Kind.NUMERIC
                && type.precision() == 0;
    }

    private static Finish withinType(Wrapping.Operation operation, Finish result, SqlType type)
            throws NotUnderstoodException {
        return switch (type.kind()) {
            case INTEGER, BIGINT -> new Finish.Within(result, bounds(type));
            case NUMERIC -> result;
            default -> throw uncertain(operation);
        };
    }

    private static Finish.Bounds bounds(SqlType whole) {
        return Finish.Bounds.ofBits(
                switch (whole.kind()) {
                    case SMALLINT -> Short.SIZE;
                    case INTEGER -> Integer.SIZE;
                    default -> Long.SIZE;
                });
    }

    private static Finish comparison(Wrapping.Operation operation, List<Typed> operands, SqlType type)
            throws NotUnderstoodException {
        requireExact(operation, operands);
        requireSure(operation, operands.get(1));
        if (type.kind() != SqlType.Kind.BOOLEAN) {
            throw uncertain(operation);
        }
        return new Finish.Comparison(
                operation.operator(), operands.get(0).finish(), operands.get(1).finish());
    }

    private static void requireExact(Wrapping.Operation operation, List<Typed> operands) throws NotUnderstoodException {
        if (!operands.stream().allMatch(Typed::isExact)) {
            throw uncertain(operation);
        }
    }

    /** Of a second operand that can fail: databases do not agree whether they look at it when the first is NULL. */
    private static void requireSure(Wrapping.Operation operation, Typed second) throws NotUnderstoodException {
        if (!(second.finish() instanceof Finish.Literal || second.finish() instanceof Finish.Aggregated)) {
            throw uncertain(operation);
        }
    }

    private static boolean isFloating(SqlType type) {
        return type.kind() == SqlType.Kind.FLOAT;
    }

    private static NotUnderstoodException uncertain(Wrapping wrapping) {
        return NotUnderstoodException.computes(wrapping.sql());
    }
}
