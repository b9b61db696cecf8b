package io.serviceping.violating.plan.query;

/** A piece of SQL. */
public record Sql(String text) {}
