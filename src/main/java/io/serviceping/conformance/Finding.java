package io.serviceping.conformance;

/** A requirement, and what became of it. */
public record Finding(Requirement requirement, Verdict verdict) {}
