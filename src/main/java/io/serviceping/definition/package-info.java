/**
 * Metric definitions: reads YAML files and checks them against the schema and each other. Reports all problems at once.
 */
@NullMarked
package io.serviceping.definition;

import org.jspecify.annotations.NullMarked;
