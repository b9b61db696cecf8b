/**
 * Metric definitions: reads YAML files and checks them against the schema and each other. Reports all problems at once.
 *
 * <p>Doors: {@link DataCategory}, {@link DefinitionSources}, {@link EventQueries}, {@link EventQuery}, {@link InvalidDefinitionsException}, {@link KeyPath}, {@link Lifecycle}, {@link Metric}, {@link MetricDefinition}, {@link MetricDefinitions}, {@link TimeFrame}, {@link TimestampColumn}, {@link TimestampUnit}, {@link ValueType}.
 */
@NullMarked
package io.serviceping.definition;

import org.jspecify.annotations.NullMarked;
