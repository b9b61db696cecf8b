package io.serviceping.plan.query;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import net.sf.jsqlparser.expression.BinaryExpression;
import net.sf.jsqlparser.expression.Expression;
import net.sf.jsqlparser.expression.operators.relational.ParenthesedExpressionList;

/** Walks chains of operators without recursion, because a tree of ten thousand ORs is as deep. */
public final class OperatorChain {
    private OperatorChain() {}

    /**
     * The operands of {@code a OR b OR c}, or of another operator; the expression itself when it is of another kind.
     */
    static List<Expression> operands(Expression whole, Class<? extends BinaryExpression> kind) {
        Deque<Expression> operands = new ArrayDeque<>();
        Expression rest = whole;
        while (kind.isInstance(rest)) {
            BinaryExpression pair = kind.cast(rest);
            operands.addFirst(pair.getRightExpression());
            rest = pair.getLeftExpression();
        }
        operands.addFirst(rest);
        return List.copyOf(operands);
    }

    public static Expression bare(Expression expression) {
        Expression bare = expression;
        while (bare instanceof ParenthesedExpressionList<?> list && list.size() == 1) {
            bare = list.get(0);
        }
        return bare;
    }
}
