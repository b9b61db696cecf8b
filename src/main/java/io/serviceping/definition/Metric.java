package io.serviceping.definition;

/** One metric of the payload: a definition in one of its time frames. */
public record Metric(KeyPath keyPath, TimeFrame timeFrame) {}
