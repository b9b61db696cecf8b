package io.serviceping.plan.query;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import net.sf.jsqlparser.expression.BinaryExpression;
import net.sf.jsqlparser.expression.CaseExpression;
import net.sf.jsqlparser.expression.Expression;
import net.sf.jsqlparser.expression.NotExpression;
import net.sf.jsqlparser.expression.SignedExpression;
import net.sf.jsqlparser.expression.StringValue;
import net.sf.jsqlparser.expression.WhenClause;
import net.sf.jsqlparser.expression.operators.arithmetic.Addition;
import net.sf.jsqlparser.expression.operators.arithmetic.Concat;
import net.sf.jsqlparser.expression.operators.arithmetic.Division;
import net.sf.jsqlparser.expression.operators.arithmetic.Modulo;
import net.sf.jsqlparser.expression.operators.arithmetic.Multiplication;
import net.sf.jsqlparser.expression.operators.arithmetic.Subtraction;
import net.sf.jsqlparser.expression.operators.conditional.AndExpression;
import net.sf.jsqlparser.expression.operators.conditional.OrExpression;
import net.sf.jsqlparser.expression.operators.relational.Between;
import net.sf.jsqlparser.expression.operators.relational.EqualsTo;
import net.sf.jsqlparser.expression.operators.relational.GreaterThan;
import net.sf.jsqlparser.expression.operators.relational.GreaterThanEquals;
import net.sf.jsqlparser.expression.operators.relational.InExpression;
import net.sf.jsqlparser.expression.operators.relational.IsBooleanExpression;
import net.sf.jsqlparser.expression.operators.relational.IsDistinctExpression;
import net.sf.jsqlparser.expression.operators.relational.IsNullExpression;
import net.sf.jsqlparser.expression.operators.relational.IsUnknownExpression;
import net.sf.jsqlparser.expression.operators.relational.LikeExpression;
import net.sf.jsqlparser.expression.operators.relational.MinorThan;
import net.sf.jsqlparser.expression.operators.relational.MinorThanEquals;
import net.sf.jsqlparser.expression.operators.relational.NotEqualsTo;
import net.sf.jsqlparser.expression.operators.relational.ParenthesedExpressionList;
import org.jspecify.annotations.Nullable;

/**
 * Writes expressions in canonical form: words in lower case, single spaces, the order unchanged, so that each operator
 * keeps its operands. Refuses whatever is not known for certain. Each SELECT has its own instance, which collects the
 * operations that may fail.
 */
final class CanonicalExpression {
    private static final int DEEPEST = 200;

    private static final Map<Class<? extends BinaryExpression>, String> OPERATORS = Map.ofEntries(
            Map.entry(Addition.class, "+"),
            Map.entry(Subtraction.class, "-"),
            Map.entry(Multiplication.class, "*"),
            Map.entry(Division.class, "/"),
            Map.entry(Modulo.class, "%"),
            Map.entry(Concat.class, "||"),
            Map.entry(EqualsTo.class, "="),
            Map.entry(NotEqualsTo.class, "<>"),
            Map.entry(GreaterThan.class, ">"),
            Map.entry(GreaterThanEquals.class, ">="),
            Map.entry(MinorThan.class, "<"),
            Map.entry(MinorThanEquals.class, "<="));

    private final CanonicalCall calls;
    private final CanonicalValue values;
    private final OperationRisks risks = new OperationRisks();
    private int depth;

    /** For expressions over rows, without aggregates. */
    CanonicalExpression(ColumnNames columns) {
        this(columns, false);
    }

    private CanonicalExpression(ColumnNames columns, boolean aggregates) {
        this.calls = new CanonicalCall(this, aggregates);
        this.values = new CanonicalValue(columns);
    }

    /** For selected expressions, where aggregates are allowed. */
    static CanonicalExpression ofSelected(ColumnNames columns) {
        return new CanonicalExpression(columns, true);
    }

    String of(Expression expression) throws NotUnderstoodException {
        depth++;
        if (depth > DEEPEST) {
            throw new NotUnderstoodException("is nested too deeply");
        }
        String text = operation(expression);
        if (text == null) {
            text = test(expression);
        }
        if (text == null) {
            text = calls.of(expression);
        }
        depth--;
        return text == null ? values.of(expression) : text;
    }

    String ofAll(List<? extends Expression> expressions) throws NotUnderstoodException {
        return joined(expressions, ", ");
    }

    /** The operations written so far that may fail for a row. */
    OperationRisks risks() {
        return risks;
    }

    private @Nullable String operation(Expression expression) throws NotUnderstoodException {
        if (expression instanceof AndExpression) {
            return joined(OperatorChain.operands(expression, AndExpression.class), " and ");
        } else if (expression instanceof OrExpression) {
            return joined(OperatorChain.operands(expression, OrExpression.class), " or ");
        } else if (expression instanceof NotExpression not) {
            return "not " + of(not.getExpression());
        } else if (expression instanceof ParenthesedExpressionList<?> list) {
            return "(" + of(onlyOne(list)) + ")";
        } else if (expression instanceof SignedExpression signed) {
            return signed(signed);
        } else if (expression instanceof CaseExpression choice) {
            return choice(choice);
        } else if (expression instanceof BinaryExpression pair && OPERATORS.containsKey(pair.getClass())) {
            return binary(pair, String.valueOf(OPERATORS.get(pair.getClass())));
        }
        return null;
    }

    private @Nullable String test(Expression expression) throws NotUnderstoodException {
        if (expression instanceof IsNullExpression test) {
            return of(test.getLeftExpression()) + (test.isNot() || test.isUseNotNull() ? " is not null" : " is null");
        } else if (expression instanceof IsBooleanExpression test) {
            return of(test.getLeftExpression()) + (test.isNot() ? " is not " : " is ") + test.isTrue();
        } else if (expression instanceof IsUnknownExpression test) {
            return of(test.getLeftExpression()) + (test.isNot() ? " is not unknown" : " is unknown");
        } else if (expression instanceof IsDistinctExpression test) {
            return binary(test, test.isNot() ? "is not distinct from" : "is distinct from");
        } else if (expression instanceof Between between) {
            List<Expression> operands = List.of(
                    between.getLeftExpression(),
                    between.getBetweenExpressionStart(),
                    between.getBetweenExpressionEnd());
            List<String> texts = texts(operands);
            risks.add(Operation.COMPARE, operands, texts);
            return texts.get(0)
                    + (between.isNot() ? " not between " : " between ")
                    + (between.isUsingSymmetric() ? "symmetric " : "")
                    + texts.get(1)
                    + " and "
                    + texts.get(2);
        } else if (expression instanceof InExpression in) {
            return in(in);
        } else if (expression instanceof LikeExpression like) {
            return like(like);
        }
        return null;
    }

    private String in(InExpression in) throws NotUnderstoodException {
        if (!(in.getRightExpression() instanceof ParenthesedExpressionList<?> list)) {
            throw NotUnderstoodException.has(in);
        }
        List<Expression> operands = new ArrayList<>(List.of(in.getLeftExpression()));
        operands.addAll(list);
        List<String> texts = texts(operands);
        risks.add(Operation.COMPARE, operands, texts);
        return texts.get(0)
                + (in.isNot() ? " not in (" : " in (")
                + String.join(", ", texts.subList(1, texts.size()))
                + ")";
    }

    private String like(LikeExpression like) throws NotUnderstoodException {
        String word = like.getLikeKeyWord().name().toLowerCase(Locale.ROOT);
        if (!word.equals("like") && !word.equals("ilike")) {
            throw NotUnderstoodException.has(like);
        }
        String text = binary(like, like.isNot() ? "not " + word : word);
        return like.getEscape() == null ? text : text + " escape " + of(like.getEscape());
    }

    private String signed(SignedExpression signed) throws NotUnderstoodException {
        String operand = of(signed.getExpression());
        risks.add("sign " + signed.getSign(), List.of(signed.getExpression()), List.of(operand));
        // Two minus signs would begin a comment.
        return signed.getSign() + (operand.startsWith("-") || operand.startsWith("+") ? " " : "") + operand;
    }

    private String choice(CaseExpression choice) throws NotUnderstoodException {
        StringBuilder text = new StringBuilder("case");
        if (choice.getSwitchExpression() != null) {
            text.append(' ').append(of(choice.getSwitchExpression()));
        }
        risks.beginCase();
        for (WhenClause when : choice.getWhenClauses()) {
            text.append(" when ").append(of(when.getWhenExpression()));
            text.append(" then ").append(of(when.getThenExpression()));
        }
        if (choice.getElseExpression() != null) {
            text.append(" else ").append(of(choice.getElseExpression()));
        }
        risks.endCase();
        return text.append(" end").toString();
    }

    private String binary(BinaryExpression pair, String operator) throws NotUnderstoodException {
        Expression left = pair.getLeftExpression();
        Expression right = pair.getRightExpression();
        String leftText = of(left);
        String rightText = of(right);
        risks.add(operation(pair, operator, right), List.of(left, right), List.of(leftText, rightText));
        return leftText + " " + operator + " " + rightText;
    }

    private static String operation(BinaryExpression pair, String operator, Expression right) {
        if (pair instanceof Division || pair instanceof Modulo) {
            return CanonicalValue.isPositive(OperatorChain.bare(right)) ? "/ literal" : operator;
        } else if (pair instanceof LikeExpression like) {
            boolean plain = like.getEscape() == null
                    && right instanceof StringValue pattern
                    && pattern.getValue().indexOf('\\') < 0;
            return plain ? "like" : "like pattern";
        }
        return pair instanceof Addition
                        || pair instanceof Subtraction
                        || pair instanceof Multiplication
                        || pair instanceof Concat
                ? operator
                : Operation.COMPARE;
    }

    private String joined(List<? extends Expression> expressions, String separator) throws NotUnderstoodException {
        return String.join(separator, texts(expressions));
    }

    List<String> texts(List<? extends Expression> expressions) throws NotUnderstoodException {
        List<String> texts = new ArrayList<>();
        for (Expression expression : expressions) {
            texts.add(of(expression));
        }
        return texts;
    }

    private static Expression onlyOne(ParenthesedExpressionList<?> list) throws NotUnderstoodException {
        if (list.size() != 1) {
            throw new NotUnderstoodException("has a row of several values");
        }
        return list.get(0);
    }
}
