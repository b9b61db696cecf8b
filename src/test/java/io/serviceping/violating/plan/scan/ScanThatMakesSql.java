package io.serviceping.violating.plan.scan;

import io.serviceping.violating.plan.query.Sql;

/** Violates: a plan that makes SQL. */
public record ScanThatMakesSql(String column) {
    public Sql condition() {
        return new Sql(column + " >= ?");
    }
}
