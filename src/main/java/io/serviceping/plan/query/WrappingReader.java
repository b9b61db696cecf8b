package io.serviceping.plan.query;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import net.sf.jsqlparser.expression.BinaryExpression;
import net.sf.jsqlparser.expression.CastExpression;
import net.sf.jsqlparser.expression.DoubleValue;
import net.sf.jsqlparser.expression.Expression;
import net.sf.jsqlparser.expression.Function;
import net.sf.jsqlparser.expression.LongValue;
import net.sf.jsqlparser.expression.SignedExpression;
import net.sf.jsqlparser.expression.operators.arithmetic.Addition;
import net.sf.jsqlparser.expression.operators.arithmetic.Division;
import net.sf.jsqlparser.expression.operators.arithmetic.Multiplication;
import net.sf.jsqlparser.expression.operators.arithmetic.Subtraction;
import net.sf.jsqlparser.expression.operators.relational.EqualsTo;
import net.sf.jsqlparser.expression.operators.relational.GreaterThan;
import net.sf.jsqlparser.expression.operators.relational.GreaterThanEquals;
import net.sf.jsqlparser.expression.operators.relational.MinorThan;
import net.sf.jsqlparser.expression.operators.relational.MinorThanEquals;
import net.sf.jsqlparser.expression.operators.relational.NotEqualsTo;
import org.jspecify.annotations.Nullable;

/** Takes what a SELECT computes apart into its aggregates and what is computed of them. */
final class WrappingReader {
    private static final Map<Class<? extends BinaryExpression>, Wrapping.Operator> PAIRS = Map.of(
            Addition.class, Wrapping.Operator.ADD,
            Subtraction.class, Wrapping.Operator.SUBTRACT,
            Multiplication.class, Wrapping.Operator.MULTIPLY,
            Division.class, Wrapping.Operator.DIVIDE,
            EqualsTo.class, Wrapping.Operator.EQUAL,
            NotEqualsTo.class, Wrapping.Operator.NOT_EQUAL,
            MinorThan.class, Wrapping.Operator.LESS,
            MinorThanEquals.class, Wrapping.Operator.LESS_OR_EQUAL,
            GreaterThan.class, Wrapping.Operator.GREATER,
            GreaterThanEquals.class, Wrapping.Operator.GREATER_OR_EQUAL);

    private static final Map<String, Wrapping.Operator> CALLS = Map.of(
            "coalesce", Wrapping.Operator.COALESCE,
            "nullif", Wrapping.Operator.NULLIF,
            "round", Wrapping.Operator.ROUND,
            "floor", Wrapping.Operator.FLOOR,
            "ceil", Wrapping.Operator.CEILING,
            "ceiling", Wrapping.Operator.CEILING);

    private final ExpressionText rows;
    private final ExpressionText text;
    private final List<AggregateCall> calls = new ArrayList<>();

    WrappingReader(ColumnNames columns) {
        this.rows = new ExpressionText(ColumnNames.AS_WRITTEN);
        this.text = ExpressionText.ofSelected(columns);
    }

    /** The aggregates of what was read. */
    List<AggregateCall> calls() {
        return calls;
    }

    /** All that is selected. */
    Wrapping read(Expression selected) throws NotUnderstoodException {
        if (!hasAggregate(selected)) {
            throw new NotUnderstoodException("has no aggregate of one argument as its last column");
        }
        Wrapping whole = part(selected);
        return whole instanceof Wrapping.Aggregated ? Wrapping.NOTHING : whole;
    }

    private boolean hasAggregate(Expression expression) {
        try {
            rows.of(expression);
            return false;
        } catch (NotUnderstoodException e) {
            // All else that is not known was refused with the whole SELECT.
            return true;
        }
    }

    private Wrapping part(Expression expression) throws NotUnderstoodException {
        Expression bare = Chain.bare(expression);
        Optional<AggregateCall> call = AggregateCall.in(bare);
        if (call.isPresent()) {
            calls.add(call.get());
            return new Wrapping.Aggregated(calls.size() - 1, text.of(bare));
        } else if (isNumber(bare)) {
            return new Wrapping.Literal(text.of(bare));
        } else if (!hasAggregate(bare)) {
            throw AggregateCall.insideAnExpression();
        } else if (bare instanceof CastExpression cast) {
            return operation(bare, Wrapping.Operator.CAST, List.of(cast.getLeftExpression()));
        } else if (bare instanceof Function function && function.getParameters() != null) {
            return operation(bare, CALLS.get(function.getName().toLowerCase(Locale.ROOT)), function.getParameters());
        } else if (bare instanceof BinaryExpression pair) {
            return operation(
                    bare, PAIRS.get(pair.getClass()), List.of(pair.getLeftExpression(), pair.getRightExpression()));
        }
        throw AggregateCall.insideAnExpression();
    }

    private Wrapping operation(Expression whole, Wrapping.@Nullable Operator operator, List<? extends Expression> of)
            throws NotUnderstoodException {
        if (operator == null) {
            throw AggregateCall.insideAnExpression();
        }
        List<Wrapping> operands = new ArrayList<>();
        for (Expression one : of) {
            operands.add(part(one));
        }
        return new Wrapping.Operation(operator, operands, text.of(whole));
    }

    private static boolean isNumber(Expression expression) {
        return expression instanceof SignedExpression signed
                ? signed.getSign() == '-'
                        && isNumber(signed.getExpression())
                        && !(signed.getExpression() instanceof SignedExpression)
                : expression instanceof LongValue || expression instanceof DoubleValue;
    }
}
