package io.serviceping.plan.fusion;

import io.serviceping.plan.aggregate.Expressions;
import io.serviceping.plan.facts.Catalog;
import io.serviceping.plan.query.NameCase;
import io.serviceping.plan.query.Source;

/** What the planner asks a database before it plans; reads only catalogues. */
public interface DatabaseFacts {
    PlannerDialect dialect();

    /** How the database reads unquoted names. */
    NameCase nameCase();

    Catalog catalog();

    /** The database's knowledge of expressions over the source. */
    Expressions expressions(Source source);
}
