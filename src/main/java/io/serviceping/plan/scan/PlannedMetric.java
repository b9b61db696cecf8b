package io.serviceping.plan.scan;

import io.serviceping.definition.KeyPath;
import io.serviceping.definition.TimeFrame;
import io.serviceping.definition.ValueType;

/** A metric of the payload, with or without a value. */
public record PlannedMetric(KeyPath keyPath, TimeFrame timeFrame, ValueType valueType, String productGroup) {}
