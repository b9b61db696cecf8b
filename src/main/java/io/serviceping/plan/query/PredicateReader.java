package io.serviceping.plan.query;

import java.util.ArrayDeque;
import java.util.Collection;
import java.util.Comparator;
import java.util.Deque;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import net.sf.jsqlparser.expression.CaseExpression;
import net.sf.jsqlparser.expression.CastExpression;
import net.sf.jsqlparser.expression.Expression;
import net.sf.jsqlparser.expression.ExtractExpression;
import net.sf.jsqlparser.expression.Function;
import net.sf.jsqlparser.expression.NotExpression;
import net.sf.jsqlparser.expression.TrimFunction;
import net.sf.jsqlparser.expression.operators.arithmetic.Addition;
import net.sf.jsqlparser.expression.operators.arithmetic.Concat;
import net.sf.jsqlparser.expression.operators.arithmetic.Division;
import net.sf.jsqlparser.expression.operators.arithmetic.Modulo;
import net.sf.jsqlparser.expression.operators.arithmetic.Multiplication;
import net.sf.jsqlparser.expression.operators.arithmetic.Subtraction;
import net.sf.jsqlparser.expression.operators.conditional.AndExpression;
import net.sf.jsqlparser.expression.operators.conditional.OrExpression;
import net.sf.jsqlparser.expression.operators.relational.EqualsTo;
import net.sf.jsqlparser.expression.operators.relational.InExpression;
import net.sf.jsqlparser.expression.operators.relational.IsBooleanExpression;
import net.sf.jsqlparser.expression.operators.relational.ParenthesedExpressionList;
import net.sf.jsqlparser.schema.Column;

/** Splits conditions of WHERE, FILTER and ON, where false and unknown have the same effect. */
final class PredicateReader {
    private final CanonicalExpression text;

    private PredicateReader(CanonicalExpression text) {
        this.text = text;
    }

    /** Their conjunction as distinct, sorted predicates. */
    static List<Predicate> of(Collection<? extends Expression> all, CanonicalExpression text)
            throws NotUnderstoodException {
        PredicateReader reader = new PredicateReader(text);
        Set<Predicate> predicates = new LinkedHashSet<>();
        Deque<Expression> waiting = new ArrayDeque<>(all);
        while (!waiting.isEmpty()) {
            Expression condition = OperatorChain.bare(waiting.pop());
            if (condition instanceof AndExpression) {
                waiting.addAll(OperatorChain.operands(condition, AndExpression.class));
            } else if (condition instanceof IsBooleanExpression test && test.isTrue() && !test.isNot()) {
                waiting.add(test.getLeftExpression());
            } else {
                Predicate predicate = reader.predicate(condition);
                text.risks().assignTo(predicate.sql());
                predicates.add(predicate);
            }
        }
        return predicates.stream().sorted(Comparator.comparing(Predicate::sql)).toList();
    }

    private Predicate predicate(Expression condition) throws NotUnderstoodException {
        Optional<Predicate.OneOf> choice = choice(condition);
        if (choice.isPresent()) {
            return choice.get();
        } else if (condition instanceof OrExpression) {
            return new Predicate.Other("(" + text.of(condition) + ")");
        } else if (condition instanceof IsBooleanExpression test && !test.isNot() && isAtom(test.getLeftExpression())) {
            return new Predicate.Other("not " + text.of(bareAtom(test.getLeftExpression())));
        } else if (condition instanceof NotExpression not && isAtom(not.getExpression())) {
            return new Predicate.Other("not " + text.of(bareAtom(not.getExpression())));
        }
        return new Predicate.Other(text.of(condition));
    }

    private Optional<Predicate.OneOf> choice(Expression condition) throws NotUnderstoodException {
        if (condition instanceof EqualsTo equal) {
            Expression left = OperatorChain.bare(equal.getLeftExpression());
            Expression right = OperatorChain.bare(equal.getRightExpression());
            return CanonicalValue.plain(right).isPresent() || isConstant(right)
                    ? oneOf(equal.getLeftExpression(), List.of(right))
                    : oneOf(equal.getRightExpression(), List.of(left));
        } else if (condition instanceof InExpression in
                && !in.isNot()
                && in.getRightExpression() instanceof ParenthesedExpressionList<?> list) {
            return oneOf(in.getLeftExpression(), list);
        } else if (condition instanceof OrExpression) {
            return anyOf(OperatorChain.operands(condition, OrExpression.class));
        }
        return Optional.empty();
    }

    private Optional<Predicate.OneOf> anyOf(List<Expression> alternatives) throws NotUnderstoodException {
        Set<String> expressions = new TreeSet<>();
        Set<String> literals = new TreeSet<>();
        for (Expression alternative : alternatives) {
            Optional<Predicate.OneOf> choice = choice(OperatorChain.bare(alternative));
            if (choice.isEmpty()) {
                return Optional.empty();
            }
            expressions.add(choice.get().expression());
            literals.addAll(choice.get().literals());
        }
        return expressions.size() == 1 && areOfOneKind(literals)
                ? Optional.of(new Predicate.OneOf(expressions.iterator().next(), List.copyOf(literals)))
                : Optional.empty();
    }

    private Optional<Predicate.OneOf> oneOf(Expression expression, Collection<? extends Expression> values)
            throws NotUnderstoodException {
        Set<String> literals = new TreeSet<>();
        for (Expression value : values) {
            Optional<String> literal = CanonicalValue.plain(OperatorChain.bare(value));
            if (literal.isEmpty()) {
                return Optional.empty();
            }
            text.of(value);
            literals.add(literal.get());
        }
        if (!isOperand(expression) || !areOfOneKind(literals)) {
            return Optional.empty();
        }
        String operand = text.of(bareAtom(expression));
        Expression first = values.iterator().next();
        text.risks().add(Operation.COMPARE, List.of(expression, first), List.of(operand, "0"));
        return Optional.of(new Predicate.OneOf(operand, List.copyOf(literals)));
    }

    private static boolean isConstant(Expression bare) {
        return CanonicalValue.isValue(bare) || CanonicalValue.plain(bare).isPresent();
    }

    /** Whether it binds closer than a comparison, on either side. */
    private static boolean isOperand(Expression expression) {
        Expression bare = OperatorChain.bare(expression);
        return !isConstant(bare)
                && (isAtom(expression)
                        || bare instanceof CastExpression
                        || bare instanceof CaseExpression
                        || bare instanceof ExtractExpression
                        || bare instanceof TrimFunction
                        || bare instanceof Addition
                        || bare instanceof Subtraction
                        || bare instanceof Multiplication
                        || bare instanceof Division
                        || bare instanceof Modulo
                        || bare instanceof Concat);
    }

    /** Whether all are strings, all numbers or all booleans. A database might convert a mixed list to one type. */
    private static boolean areOfOneKind(Set<String> literals) {
        return literals.stream().map(PredicateReader::kindOf).distinct().count() == 1;
    }

    private static char kindOf(String literal) {
        char first = literal.charAt(0);
        return first == '-' || Character.isDigit(first) ? '0' : first == 'f' ? 't' : first;
    }

    /** Whether no neighbouring operator can take a part of it as operand. */
    private static boolean isAtom(Expression expression) {
        Expression bare = OperatorChain.bare(expression);
        return bare instanceof Column || bare instanceof Function || expression instanceof ParenthesedExpressionList<?>;
    }

    private static Expression bareAtom(Expression expression) {
        Expression bare = OperatorChain.bare(expression);
        return bare instanceof Column || bare instanceof Function ? bare : expression;
    }
}
