package io.serviceping.plan.fusion;

import io.serviceping.plan.aggregate.Division;
import io.serviceping.plan.aggregate.Expressions;
import io.serviceping.plan.aggregate.SqlType;
import io.serviceping.plan.query.AggregateQuery;
import io.serviceping.plan.query.NotUnderstoodException;
import io.serviceping.plan.query.OuterExpression;
import io.serviceping.plan.scan.FinalExpression;
import io.serviceping.plan.scan.MetricQuery;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/**
 * Plans how the expression around a metric's aggregates is computed outside the database, from the types that the
 * database reports. Refuses floating-point operations and any operation whose result is uncertain.
 */
final class FinalExpressionPlanner {
    private static final int MOST_DIGITS = 30;
    /** The most digits of a value in the payload. */
    private static final int MOST_PRECISION = 1_000;

    private static final Set<OuterExpression.Operator> KEEP_COUNTS = Set.of(
            OuterExpression.Operator.COALESCE,
            OuterExpression.Operator.NULLIF,
            OuterExpression.Operator.CAST,
            OuterExpression.Operator.ROUND,
            OuterExpression.Operator.FLOOR,
            OuterExpression.Operator.CEILING);

    private final PlannerDialect dialect;
    private final Expressions expressions;
    private final MetricQuery query;

    FinalExpressionPlanner(PlannerDialect dialect, Expressions expressions, MetricQuery query) {
        this.dialect = dialect;
        this.expressions = expressions;
        this.query = query;
    }

    private record Typed(FinalExpression result, SqlType type) {
        boolean isExact() {
            return type.isExact();
        }
    }

    FinalExpression expression() throws NotUnderstoodException {
        return query.outer().equals(OuterExpression.NOTHING)
                ? aggregated(0)
                : typed(query.outer()).result();
    }

    private FinalExpression aggregated(int number) {
        FinalExpression aggregated = new FinalExpression.Aggregated(number);
        return query.aggregates().get(number).aggregate().function().isTruth()
                ? new FinalExpression.Comparison(
                        OuterExpression.Operator.NOT_EQUAL, aggregated, new FinalExpression.Literal(BigDecimal.ZERO))
                : aggregated;
    }

    private Typed typed(OuterExpression outer) throws NotUnderstoodException {
        SqlType type = expressions.typeOf(outer.sql());
        if (outer instanceof OuterExpression.Aggregated aggregated) {
            return new Typed(aggregated(aggregated.number()), type);
        } else if (outer instanceof OuterExpression.Literal literal) {
            if (!type.isExact()) {
                throw uncertain(outer);
            }
            BigDecimal value = new BigDecimal(literal.sql());
            return new Typed(new FinalExpression.Literal(value.scale() < 0 ? value.setScale(0) : value), type);
        }
        return operation((OuterExpression.Operation) outer, type);
    }

    private Typed operation(OuterExpression.Operation operation, SqlType type) throws NotUnderstoodException {
        if (query.countsDistinct()
                && !(KEEP_COUNTS.contains(operation.operator())
                        && query.aggregates().size() == 1)) {
            throw new NotUnderstoodException("computes with a number of distinct values, which may be an estimate");
        }
        List<Typed> operands = new ArrayList<>();
        for (OuterExpression operand : operation.operands()) {
            operands.add(typed(operand));
        }
        FinalExpression result = switch (operation.operator()) {
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
        return new Typed(result, type);
    }

    private static FinalExpression coalesce(OuterExpression.Operation operation, List<Typed> operands, SqlType type)
            throws NotUnderstoodException {
        boolean exact = type.isExact() && operands.stream().allMatch(Typed::isExact);
        boolean floating = type.isFloating()
                && operands.stream()
                        .allMatch(one -> one.type().isFloating() || one.result() instanceof FinalExpression.Literal);
        if (!exact && !floating) {
            throw uncertain(operation);
        }
        return new FinalExpression.Coalesce(operands.stream().map(Typed::result).toList());
    }

    private static FinalExpression nullIf(OuterExpression.Operation operation, List<Typed> operands)
            throws NotUnderstoodException {
        requireExact(operation, operands);
        return new FinalExpression.NullIf(
                operands.get(0).result(), operands.get(1).result());
    }

    private static FinalExpression rounded(
            OuterExpression.Operation operation, Typed value, SqlType type, RoundingMode mode)
            throws NotUnderstoodException {
        int digits = operation.operands().size() == 1 ? 0 : digits(operation);
        FinalExpression rounded = new FinalExpression.Rounded(value.result(), digits, mode);
        if (value.isExact() && type.kind() == SqlType.Kind.NUMERIC) {
            return rounded;
        } else if (value.type().isWhole() && type.isWhole()) {
            return value.result();
        } else if (value.type().isFloating() && type.isFloating() && mode == RoundingMode.HALF_UP) {
            return new FinalExpression.Floating(rounded);
        }
        throw uncertain(operation);
    }

    /** The number of digits, which must be a literal. */
    private static int digits(OuterExpression.Operation operation) throws NotUnderstoodException {
        String digits = operation.operands().get(1).sql();
        if (digits.length() <= 2
                && digits.chars().allMatch(c -> c >= '0' && c <= '9')
                && Integer.parseInt(digits) <= MOST_DIGITS) {
            return Integer.parseInt(digits);
        }
        throw uncertain(operation);
    }

    private FinalExpression cast(OuterExpression.Operation operation, Typed value, SqlType type)
            throws NotUnderstoodException {
        requireExact(operation, List.of(value));
        if (type.isWhole()) {
            return new FinalExpression.Within(dialect.wholeOf(value.result()), bounds(type));
        } else if (type.kind() != SqlType.Kind.NUMERIC || type.scale() > MOST_DIGITS) {
            throw uncertain(operation);
        } else if (type.precision() == 0) {
            return value.result();
        }
        FinalExpression rounded = new FinalExpression.Rounded(value.result(), type.scale(), RoundingMode.HALF_UP);
        return type.precision() > MOST_PRECISION
                ? rounded
                : new FinalExpression.Within(
                        rounded,
                        FinalExpression.Bounds.ofDigits(type.precision(), type.scale(), dialect.tooManyDigits()));
    }

    private static FinalExpression arithmetic(OuterExpression.Operation operation, List<Typed> operands, SqlType type)
            throws NotUnderstoodException {
        requireExact(operation, operands);
        FinalExpression result = new FinalExpression.Arithmetic(
                operation.operator(), operands.get(0).result(), operands.get(1).result());
        return withinType(operation, result, type);
    }

    private FinalExpression quotient(OuterExpression.Operation operation, List<Typed> operands, SqlType type)
            throws NotUnderstoodException {
        requireExact(operation, operands);
        if (query.aggregates().stream().anyMatch(this::hasAnyScale)) {
            throw uncertain(operation);
        }
        Division division = type.isWhole() ? new Division.Whole() : dialect.quotient(type);
        FinalExpression result = new FinalExpression.Quotient(
                operands.get(0).result(), operands.get(1).result(), division);
        return withinType(operation, result, type);
    }

    /** Whether the greatest of equal decimals may be {@code 1.0} or {@code 1.00}, depending on the order of rows. */
    private boolean hasAnyScale(AggregateQuery query) {
        SqlType type = expressions.typeOf(query.aggregate().argument());
        return query.aggregate().function().picksOneOfEquals()
                && type.kind() == SqlType.Kind.NUMERIC
                && type.precision() == 0;
    }

    private static FinalExpression withinType(OuterExpression.Operation operation, FinalExpression result, SqlType type)
            throws NotUnderstoodException {
        return switch (type.kind()) {
            case INTEGER, BIGINT -> new FinalExpression.Within(result, bounds(type));
            case NUMERIC -> result;
            default -> throw uncertain(operation);
        };
    }

    private static FinalExpression.Bounds bounds(SqlType whole) {
        return FinalExpression.Bounds.ofBits(
                switch (whole.kind()) {
                    case SMALLINT -> Short.SIZE;
                    case INTEGER -> Integer.SIZE;
                    default -> Long.SIZE;
                });
    }

    private static FinalExpression comparison(OuterExpression.Operation operation, List<Typed> operands, SqlType type)
            throws NotUnderstoodException {
        requireExact(operation, operands);
        requireSure(operation, operands.get(1));
        if (type.kind() != SqlType.Kind.BOOLEAN) {
            throw uncertain(operation);
        }
        return new FinalExpression.Comparison(
                operation.operator(), operands.get(0).result(), operands.get(1).result());
    }

    private static void requireExact(OuterExpression.Operation operation, List<Typed> operands)
            throws NotUnderstoodException {
        if (!operands.stream().allMatch(Typed::isExact)) {
            throw uncertain(operation);
        }
    }

    /** Refuses a second operand that can fail: databases differ on whether they evaluate it when the first is NULL. */
    private static void requireSure(OuterExpression.Operation operation, Typed second) throws NotUnderstoodException {
        if (!(second.result() instanceof FinalExpression.Literal
                || second.result() instanceof FinalExpression.Aggregated)) {
            throw uncertain(operation);
        }
    }

    private static NotUnderstoodException uncertain(OuterExpression outer) {
        return NotUnderstoodException.computes(outer.sql());
    }
}
