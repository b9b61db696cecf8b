/** Metric definitions: YAML files read, checked against the schema and against each other, all problems at once. */
@NullMarked
package io.serviceping.definition;

import org.jspecify.annotations.NullMarked;
