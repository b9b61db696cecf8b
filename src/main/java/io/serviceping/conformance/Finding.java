package io.serviceping.conformance;

/** A requirement and its verdict. */
public record Finding(Requirement requirement, Verdict verdict) {}
