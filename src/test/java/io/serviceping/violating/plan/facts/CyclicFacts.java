package io.serviceping.violating.plan.facts;

import io.serviceping.violating.plan.CyclicPlanner;

/** Violates: a room does not know the package that joins the rooms. */
public record CyclicFacts(CyclicPlanner planner) {}
