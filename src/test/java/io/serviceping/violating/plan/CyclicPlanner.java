package io.serviceping.violating.plan;

import io.serviceping.violating.plan.facts.CyclicFacts;

/** Violates: no cycles, not even between a package and its sub-package. */
public record CyclicPlanner(CyclicFacts facts) {}
