package io.serviceping.violating.plan.scan;

/** Violates: behaviour in a plan, which what plans implements. */
public interface StatementThatNarrows {
    StatementThatNarrows without(String metric);
}
