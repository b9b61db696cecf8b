package io.serviceping.plan.fusion;

import io.serviceping.plan.aggregate.Expressions;
import io.serviceping.plan.facts.Catalog;
import io.serviceping.plan.query.NameCase;
import io.serviceping.plan.query.Source;

/** What the planner may ask of a database before it plans; asks catalogues only. */
public interface DatabaseFacts {
    PlannerDialect dialect();

    /** How names without quotes are read. */
    NameCase nameCase();

    Catalog catalog();

    /** What is known of the expressions over that source. */
    Expressions expressions(Source source);
}
