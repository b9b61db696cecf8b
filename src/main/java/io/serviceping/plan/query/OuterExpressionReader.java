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

/** Splits a selected expression into its aggregates and what is computed from them. */
final class OuterExpressionReader {
    private static final Map<Class<? extends BinaryExpression>, OuterExpression.Operator> PAIRS = Map.of(
            Addition.class, OuterExpression.Operator.ADD,
            Subtraction.class, OuterExpression.Operator.SUBTRACT,
            Multiplication.class, OuterExpression.Operator.MULTIPLY,
            Division.class, OuterExpression.Operator.DIVIDE,
            EqualsTo.class, OuterExpression.Operator.EQUAL,
            NotEqualsTo.class, OuterExpression.Operator.NOT_EQUAL,
            MinorThan.class, OuterExpression.Operator.LESS,
            MinorThanEquals.class, OuterExpression.Operator.LESS_OR_EQUAL,
            GreaterThan.class, OuterExpression.Operator.GREATER,
            GreaterThanEquals.class, OuterExpression.Operator.GREATER_OR_EQUAL);

    private static final Map<String, OuterExpression.Operator> CALLS = Map.of(
            "coalesce", OuterExpression.Operator.COALESCE,
            "nullif", OuterExpression.Operator.NULLIF,
            "round", OuterExpression.Operator.ROUND,
            "floor", OuterExpression.Operator.FLOOR,
            "ceil", OuterExpression.Operator.CEILING,
            "ceiling", OuterExpression.Operator.CEILING);

    private final CanonicalExpression rows;
    private final CanonicalExpression text;
    private final List<AggregateCall> calls = new ArrayList<>();

    OuterExpressionReader(ColumnNames columns) {
        this.rows = new CanonicalExpression(ColumnNames.AS_WRITTEN);
        this.text = CanonicalExpression.ofSelected(columns);
    }

    List<AggregateCall> calls() {
        return calls;
    }

    OuterExpression read(Expression selected) throws NotUnderstoodException {
        if (!hasAggregate(selected)) {
            throw new NotUnderstoodException("has no aggregate of one argument as its last column");
        }
        OuterExpression whole = part(selected);
        return whole instanceof OuterExpression.Aggregated ? OuterExpression.NOTHING : whole;
    }

    private boolean hasAggregate(Expression expression) {
        try {
            rows.of(expression);
            return false;
        } catch (NotUnderstoodException e) {
            // A SELECT with any other unknown part was refused before.
            return true;
        }
    }

    private OuterExpression part(Expression expression) throws NotUnderstoodException {
        Expression bare = OperatorChain.bare(expression);
        Optional<AggregateCall> call = AggregateCall.in(bare);
        if (call.isPresent()) {
            calls.add(call.get());
            return new OuterExpression.Aggregated(calls.size() - 1, text.of(bare));
        } else if (isNumber(bare)) {
            return new OuterExpression.Literal(text.of(bare));
        } else if (!hasAggregate(bare)) {
            throw AggregateCall.insideAnExpression();
        } else if (bare instanceof CastExpression cast) {
            return operation(bare, OuterExpression.Operator.CAST, List.of(cast.getLeftExpression()));
        } else if (bare instanceof Function function && function.getParameters() != null) {
            return operation(bare, CALLS.get(function.getName().toLowerCase(Locale.ROOT)), function.getParameters());
        } else if (bare instanceof BinaryExpression pair) {
            return operation(
                    bare, PAIRS.get(pair.getClass()), List.of(pair.getLeftExpression(), pair.getRightExpression()));
        }
        throw AggregateCall.insideAnExpression();
    }

    private OuterExpression operation(
            Expression whole, OuterExpression.@Nullable Operator operator, List<? extends Expression> of)
            throws NotUnderstoodException {
        if (operator == null) {
            throw AggregateCall.insideAnExpression();
        }
        List<OuterExpression> operands = new ArrayList<>();
        for (Expression one : of) {
            operands.add(part(one));
        }
        return new OuterExpression.Operation(operator, operands, text.of(whole));
    }

    private static boolean isNumber(Expression expression) {
        return expression instanceof SignedExpression signed
                ? signed.getSign() == '-'
                        && isNumber(signed.getExpression())
                        && !(signed.getExpression() instanceof SignedExpression)
                : expression instanceof LongValue || expression instanceof DoubleValue;
    }
}
