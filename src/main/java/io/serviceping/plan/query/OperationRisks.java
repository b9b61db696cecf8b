package io.serviceping.plan.query;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import net.sf.jsqlparser.expression.CastExpression;
import net.sf.jsqlparser.expression.DoubleValue;
import net.sf.jsqlparser.expression.Expression;
import net.sf.jsqlparser.expression.IntervalExpression;
import net.sf.jsqlparser.expression.LongValue;
import net.sf.jsqlparser.expression.NullValue;
import net.sf.jsqlparser.expression.SignedExpression;

/** The operations of a SELECT that may fail for a row; without those inside a CASE. */
final class OperationRisks {
    private final Map<String, List<Operation>> byText = new LinkedHashMap<>();
    private final List<Operation> pending = new ArrayList<>();
    private int cases;

    /**
     * Records an operation. Constants among the operands are left out.
     *
     * @param texts the canonical form of each operand
     */
    void add(String name, List<? extends Expression> operands, List<String> texts) {
        if (cases > 0) {
            return;
        }
        List<String> rows = new ArrayList<>();
        for (int i = 0; i < texts.size(); i++) {
            if (!isConstant(operands.get(i)) || (name.equals(Operation.COMPARE) && isNumber(operands.get(i)))) {
                rows.add(texts.get(i));
            }
        }
        if (operands.stream().anyMatch(operand -> !isConstant(operand))) {
            pending.add(new Operation(name, rows));
        }
    }

    void beginCase() {
        cases++;
    }

    void endCase() {
        cases--;
    }

    /** Assigns the operations added since the last call to the text. */
    void assignTo(String text) {
        if (!pending.isEmpty()) {
            List<Operation> assigned = byText.computeIfAbsent(text, key -> new ArrayList<>());
            pending.stream().distinct().filter(one -> !assigned.contains(one)).forEach(assigned::add);
            pending.clear();
        }
    }

    /** Assigns all operations so far to the text. */
    void assignAllTo(String text) {
        byText.values().forEach(pending::addAll);
        pending.sort(Comparator.comparing(Operation::toString));
        byText.clear();
        assignTo(text);
    }

    /** The operations by the text that contains them. */
    Map<String, List<Operation>> byText() {
        return byText;
    }

    private static boolean isConstant(Expression expression) {
        Expression bare = OperatorChain.bare(expression);
        return CanonicalValue.isValue(bare)
                || bare instanceof NullValue
                || bare instanceof IntervalExpression
                || (bare instanceof CastExpression cast && isConstant(cast.getLeftExpression()))
                || (bare instanceof SignedExpression signed && isConstant(signed.getExpression()));
    }

    private static boolean isNumber(Expression expression) {
        Expression bare = OperatorChain.bare(expression);
        return bare instanceof LongValue
                || bare instanceof DoubleValue
                || (bare instanceof SignedExpression signed && isNumber(signed.getExpression()));
    }
}
