package io.serviceping.count.accumulator;

import io.serviceping.count.result.AnswerReader;
import io.serviceping.count.result.MetricValue;
import io.serviceping.plan.aggregate.ExactNumbers;
import io.serviceping.plan.query.OuterExpression;
import io.serviceping.plan.scan.FinalExpression;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Computes a value from aggregates, as the metric's database would. Numbers are those of {@link ExactNumbers}; null is
 * SQL's NULL. Operands beside a NULL are computed too, because they can fail.
 */
final class FinalExpressionEvaluator {
    private static final String DIVISION_BY_ZERO = "22012";
    private static final String NOT_OF_WHOLE_NUMBERS = "0A000";

    private final List<@Nullable Number> aggregates;

    FinalExpressionEvaluator(List<@Nullable Number> aggregates) {
        this.aggregates = Collections.unmodifiableList(new ArrayList<>(aggregates));
    }

    /**
     * @throws AnswerReader.UnexpectedAnswer where the database would fail, or the value cannot be sent
     */
    MetricValue value(FinalExpression finalExpression) throws AnswerReader.UnexpectedAnswer {
        if (finalExpression instanceof FinalExpression.Comparison comparison) {
            return compared(comparison);
        }
        Number number = number(finalExpression);
        if (number == null) {
            return new MetricValue.Null();
        } else if (number instanceof BigDecimal exact) {
            return new MetricValue.Numeric(AnswerReader.bounded(exact));
        }
        throw new AnswerReader.UnexpectedAnswer("not a finite number");
    }

    private MetricValue compared(FinalExpression.Comparison comparison) throws AnswerReader.UnexpectedAnswer {
        Number left = number(comparison.left());
        Number right = number(comparison.right());
        if (left == null || right == null) {
            return new MetricValue.Null();
        }
        int order = ExactNumbers.compare(left, right);
        return new MetricValue.Truth(
                switch (comparison.operator()) {
                    case EQUAL -> order == 0;
                    case NOT_EQUAL -> order != 0;
                    case LESS -> order < 0;
                    case LESS_OR_EQUAL -> order <= 0;
                    case GREATER -> order > 0;
                    case GREATER_OR_EQUAL -> order >= 0;
                    default -> throw new IllegalArgumentException("not a comparison: " + comparison.operator());
                });
    }

    private @Nullable Number number(FinalExpression finalExpression) throws AnswerReader.UnexpectedAnswer {
        if (finalExpression instanceof FinalExpression.Aggregated aggregated) {
            return aggregates.get(aggregated.number());
        } else if (finalExpression instanceof FinalExpression.Literal literal) {
            return literal.value();
        } else if (finalExpression instanceof FinalExpression.Coalesce coalesce) {
            return first(coalesce.operands());
        } else if (finalExpression instanceof FinalExpression.NullIf nullIf) {
            return nullIf(number(nullIf.value()), number(nullIf.other()));
        } else if (finalExpression instanceof FinalExpression.Rounded rounded) {
            return rounded(number(rounded.value()), rounded);
        } else if (finalExpression instanceof FinalExpression.Floating floating) {
            return number(floating.value()) instanceof BigDecimal exact ? ExactNumbers.toDouble(exact) : null;
        } else if (finalExpression instanceof FinalExpression.Within within) {
            return within(number(within.value()), within.bounds());
        } else if (finalExpression instanceof FinalExpression.Arithmetic arithmetic) {
            return computed(arithmetic.operator(), number(arithmetic.left()), number(arithmetic.right()));
        } else if (finalExpression instanceof FinalExpression.Quotient quotient) {
            return quotient(quotient, number(quotient.dividend()), number(quotient.divisor()));
        }
        throw new IllegalArgumentException("not a number: " + finalExpression);
    }

    private @Nullable Number first(List<FinalExpression> operands) throws AnswerReader.UnexpectedAnswer {
        for (FinalExpression operand : operands) {
            Number number = number(operand);
            if (number != null) {
                return number;
            }
        }
        return null;
    }

    private static @Nullable Number nullIf(@Nullable Number value, @Nullable Number other) {
        return value != null && other != null && ExactNumbers.compare(value, other) == 0 ? null : value;
    }

    private static @Nullable Number rounded(@Nullable Number number, FinalExpression.Rounded how) {
        return number instanceof BigDecimal exact ? exact.setScale(how.digits(), how.mode()) : number;
    }

    private static @Nullable Number within(@Nullable Number number, FinalExpression.Bounds bounds)
            throws AnswerReader.UnexpectedAnswer {
        if (number instanceof Double special) {
            if (bounds.whole()) {
                throw failed(NOT_OF_WHOLE_NUMBERS);
            } else if (!special.isNaN()) {
                throw failed(bounds.state());
            }
        } else if (number instanceof BigDecimal exact && !bounds.hold(exact)) {
            throw failed(bounds.state());
        }
        return number;
    }

    private static @Nullable Number computed(
            OuterExpression.Operator operator, @Nullable Number left, @Nullable Number right) {
        if (left == null || right == null) {
            return null;
        }
        return switch (operator) {
            case ADD -> ExactNumbers.sum(left, right);
            case SUBTRACT -> ExactNumbers.sum(left, ExactNumbers.negated(right));
            case MULTIPLY -> ExactNumbers.product(left, right);
            default -> throw new IllegalArgumentException("no arithmetic: " + operator);
        };
    }

    private static @Nullable Number quotient(
            FinalExpression.Quotient how, @Nullable Number dividend, @Nullable Number divisor)
            throws AnswerReader.UnexpectedAnswer {
        if (dividend == null || divisor == null) {
            return null;
        } else if (divisor instanceof BigDecimal exact && exact.signum() == 0 && !ExactNumbers.isNaN(dividend)) {
            throw failed(DIVISION_BY_ZERO);
        }
        return ExactNumbers.quotient(dividend, divisor, how.division());
    }

    private static AnswerReader.UnexpectedAnswer failed(String state) {
        return new AnswerReader.UnexpectedAnswer("SQL state " + state);
    }
}
