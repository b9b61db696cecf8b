package io.serviceping.plan.query;

import io.serviceping.plan.aggregate.AggregateFunction;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import net.sf.jsqlparser.expression.AnalyticExpression;
import net.sf.jsqlparser.expression.AnalyticType;
import net.sf.jsqlparser.expression.CastExpression;
import net.sf.jsqlparser.expression.Expression;
import net.sf.jsqlparser.expression.ExtractExpression;
import net.sf.jsqlparser.expression.Function;
import net.sf.jsqlparser.expression.LongValue;
import net.sf.jsqlparser.expression.StringValue;
import net.sf.jsqlparser.expression.TrimFunction;
import net.sf.jsqlparser.expression.operators.relational.ExpressionList;
import net.sf.jsqlparser.expression.operators.relational.NamedExpressionList;
import net.sf.jsqlparser.expression.operators.relational.ParenthesedExpressionList;
import org.jspecify.annotations.Nullable;

/** Writes calls of known functions and casts to known types in canonical form. */
final class CanonicalCall {

    private static final Set<String> OF_DATES =
            Set.of("year", "quarter", "month", "week", "day", "dow", "doy", "isodow", "isoyear", "epoch");
    private static final Set<String> OF_TIMES = Set.of("hour", "minute", "second");

    private final CanonicalExpression operands;
    private final boolean aggregates;

    /** @param aggregates whether aggregates are allowed */
    CanonicalCall(CanonicalExpression operands, boolean aggregates) {
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
            throw AggregateFunction.isKnown(analytic.getName()) && analytic.getType() == AnalyticType.FILTER_ONLY
                    ? AggregateCall.insideAnExpression()
                    : new NotUnderstoodException("has a window function or an aggregate of another kind");
        } else if (expression instanceof ExtractExpression extract) {
            String field = extract.getName().toLowerCase(Locale.ROOT);
            String operand = operands.of(extract.getExpression());
            operands.risks()
                    .add(
                            OF_DATES.contains(field)
                                    ? "extract date"
                                    : OF_TIMES.contains(field) ? "extract time" : "extract",
                            List.of(extract.getExpression()),
                            List.of(operand));
            return "extract(" + SqlName.canonical(extract.getName()) + " from " + operand + ")";
        } else if (expression instanceof TrimFunction trim) {
            return trim(trim);
        } else if (expression instanceof CastExpression cast) {
            return cast(cast);
        }
        return null;
    }

    private String call(Function function) throws NotUnderstoodException {
        String name = function.getName().toLowerCase(Locale.ROOT);
        if (AggregateFunction.isKnown(name)) {
            throw AggregateCall.in(function).isPresent()
                    ? AggregateCall.insideAnExpression()
                    : new NotUnderstoodException("has " + name + " of other than one value");
        } else if (!KnownFunctions.isScalar(name)) {
            throw NotUnderstoodException.calls(function.getName());
        }
        NamedExpressionList<?> named = function.getNamedParameters();
        ExpressionList<?> parameters = named == null ? function.getParameters() : named;
        List<? extends Expression> given = parameters == null ? List.of() : List.copyOf(parameters);
        List<String> texts = operands.texts(given);
        operands.risks().add(operation(name, given), given, texts);
        return name + "(" + (named == null ? plain(parameters, texts) : named(named, texts)) + ")";
    }

    /** The name of the call's {@link Operation}. */
    private static String operation(String name, List<? extends Expression> given) {
        List<? extends Expression> others = given.isEmpty() ? given : given.subList(1, given.size());
        boolean literal = others.stream().allMatch(LongValue.class::isInstance);
        return switch (name) {
            case "coalesce", "nullif", "greatest", "least" -> Operation.COMPARE;
            case "substr", "substring" -> literal ? "substring literal" : name;
            case "round" -> others.isEmpty() ? name : literal ? "round to" : "round by";
            case "mod" -> given.size() == 2 && CanonicalValue.isPositive(given.get(1)) ? "/ literal" : name;
            default -> name;
        };
    }

    private static String plain(@Nullable ExpressionList<?> parameters, List<String> texts) {
        String all = String.join(", ", texts);
        return parameters instanceof ParenthesedExpressionList<?> ? "(" + all + ")" : all;
    }

    private static String named(NamedExpressionList<?> parameters, List<String> texts) {
        List<String> named = new ArrayList<>();
        for (int i = 0; i < parameters.size(); i++) {
            String word = parameters.getNames().get(i).toLowerCase(Locale.ROOT);
            named.add((word.isEmpty() ? "" : word + " ") + texts.get(i));
        }
        return String.join(" ", named);
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
        if (!KnownFunctions.isType(name)
                && isPlainString(cast)
                && written.chars().noneMatch(c -> " ([".indexOf(c) >= 0)) {
            return operands.of(cast.getLeftExpression()) + "::" + cast.getColDataType();
        } else if (!KnownFunctions.isType(name) || (bracket >= 0 && !written.endsWith(")"))) {
            throw new NotUnderstoodException("casts to " + written + ", which is none of the known types");
        }
        String type = bracket < 0 ? name : name + written.substring(bracket);
        Expression operand = cast.getLeftExpression();
        String text = operands.of(operand);
        operands.risks().add(Operation.castTo(name, bracket >= 0), List.of(operand), List.of(text));
        if (cast.keyword != null && !cast.keyword.isEmpty()) {
            return "cast(" + text + " as " + type + ")";
        }
        return cast.isImplicitCast() ? type + " " + text : text + "::" + type;
    }

    /** A cast string, such as a value of an enumeration, is the same for every row and every statement. */
    private static boolean isPlainString(CastExpression cast) {
        return (cast.keyword == null || cast.keyword.isEmpty())
                && !cast.isImplicitCast()
                && cast.getLeftExpression() instanceof StringValue;
    }

    private static String withSingleSpaces(String words) {
        return String.join(" ", words.strip().split("\\s+", -1));
    }
}
