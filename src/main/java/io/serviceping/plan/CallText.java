package io.serviceping.plan;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import net.sf.jsqlparser.expression.AnalyticExpression;
import net.sf.jsqlparser.expression.AnalyticType;
import net.sf.jsqlparser.expression.CastExpression;
import net.sf.jsqlparser.expression.Expression;
import net.sf.jsqlparser.expression.ExtractExpression;
import net.sf.jsqlparser.expression.Function;
import net.sf.jsqlparser.expression.LongValue;
import net.sf.jsqlparser.expression.TrimFunction;
import net.sf.jsqlparser.expression.operators.relational.ExpressionList;
import net.sf.jsqlparser.expression.operators.relational.NamedExpressionList;
import net.sf.jsqlparser.expression.operators.relational.ParenthesedExpressionList;
import org.jspecify.annotations.Nullable;

/** Writes calls of known functions and casts to known types. */
final class CallText {
    private final ExpressionText operands;
    private final boolean aggregates;

    /**
     * @param aggregates whether there may be aggregates
     */
    CallText(ExpressionText operands, boolean aggregates) {
        this.operands = operands;
        this.aggregates = aggregates;
    }

    /** Null when it is neither a call nor a cast. */
    @Nullable
    String of(Expression expression) throws NotUnderstoodException {
        Optional<AggregateCall> aggregate = aggregates ? AggregateCall.in(expression) : Optional.empty();
        if (aggregate.isPresent()) {
            return aggregate.get().text(operands);
        } else if (expression instanceof Function function) {
            return call(function);
        } else if (expression instanceof AnalyticExpression analytic) {
            throw AggregateCall.isAggregate(analytic.getName()) && analytic.getType() == AnalyticType.FILTER_ONLY
                    ? AggregateCall.insideAnExpression()
                    : new NotUnderstoodException("has a window function or an aggregate of another kind");
        } else if (expression instanceof ExtractExpression extract) {
            return "extract(" + SqlName.canonical(extract.getName()) + " from " + operands.of(extract.getExpression())
                    + ")";
        } else if (expression instanceof TrimFunction trim) {
            return trim(trim);
        } else if (expression instanceof CastExpression cast) {
            return cast(cast);
        }
        return null;
    }

    /** Whether it is {@code nullif(…, 0)}, the usual guard of a divisor. */
    static boolean isNullIfZero(Expression expression) {
        return expression instanceof Function function
                && function.getName().equalsIgnoreCase("nullif")
                && function.getParameters() != null
                && function.getParameters().size() == 2
                && function.getParameters().get(1) instanceof LongValue value
                && value.getStringValue().equals("0");
    }

    private String call(Function function) throws NotUnderstoodException {
        String name = function.getName().toLowerCase(Locale.ROOT);
        if (AggregateCall.isAggregate(name)) {
            throw AggregateCall.in(function).isPresent()
                    ? AggregateCall.insideAnExpression()
                    : new NotUnderstoodException("has " + name + " of other than one value");
        } else if (!KnownFunctions.isScalar(name)) {
            throw NotUnderstoodException.calls(function.getName());
        }
        NamedExpressionList<?> named = function.getNamedParameters();
        ExpressionList<?> parameters = function.getParameters();
        if (name.equals("mod") && parameters != null && parameters.size() == 2) {
            operands.failsFor(parameters.get(1));
        }
        return name + "(" + (named == null ? plain(parameters) : named(named)) + ")";
    }

    private String plain(@Nullable ExpressionList<?> parameters) throws NotUnderstoodException {
        if (parameters == null) {
            return "";
        }
        return parameters instanceof ParenthesedExpressionList<?>
                ? operands.of(parameters)
                : operands.ofAll(parameters);
    }

    private String named(NamedExpressionList<?> parameters) throws NotUnderstoodException {
        List<String> texts = new ArrayList<>();
        for (int i = 0; i < parameters.size(); i++) {
            String word = parameters.getNames().get(i).toLowerCase(Locale.ROOT);
            texts.add((word.isEmpty() ? "" : word + " ") + operands.of(parameters.get(i)));
        }
        return String.join(" ", texts);
    }

    private String trim(TrimFunction trim) throws NotUnderstoodException {
        List<String> texts = new ArrayList<>();
        if (trim.getTrimSpecification() != null) {
            texts.add(trim.getTrimSpecification().name().toLowerCase(Locale.ROOT));
        }
        if (trim.getExpression() != null) {
            texts.add(operands.of(trim.getExpression()));
        }
        if (trim.getFromExpression() != null && trim.isUsingFromKeyword()) {
            texts.add("from " + operands.of(trim.getFromExpression()));
        } else if (trim.getFromExpression() != null) {
            return "trim(" + String.join(" ", texts) + ", " + operands.of(trim.getFromExpression()) + ")";
        }
        return "trim(" + String.join(" ", texts) + ")";
    }

    private String cast(CastExpression cast) throws NotUnderstoodException {
        String written = cast.getColDataType().toString().toLowerCase(Locale.ROOT);
        int bracket = written.indexOf('(');
        String name = withSingleSpaces(bracket < 0 ? written : written.substring(0, bracket));
        if (!KnownFunctions.isType(name) || (bracket >= 0 && !written.endsWith(")"))) {
            throw new NotUnderstoodException("casts to " + written + ", which is none of the known types");
        }
        String type = bracket < 0 ? name : name + written.substring(bracket);
        Expression operand = cast.getLeftExpression();
        operands.failsForType(name, operand);
        if (cast.keyword != null && !cast.keyword.isEmpty()) {
            return "cast(" + operands.of(operand) + " as " + type + ")";
        }
        return cast.isImplicitCast() ? type + " " + operands.of(operand) : operands.of(operand) + "::" + type;
    }

    private static String withSingleSpaces(String words) {
        return String.join(" ", words.strip().split("\\s+", -1));
    }
}
