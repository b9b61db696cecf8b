package io.serviceping.violating.plan.query;

import java.util.regex.Pattern;

/** Violates: SQL is not matched by regular expressions. */
public record SqlMatcher(Pattern select) {}
