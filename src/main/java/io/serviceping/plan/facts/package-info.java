/**
 * Metadata on tables and their columns.
 *
 * <p>Doors: {@link Catalog}, {@link ExpressionType}, {@link KeyColumn}, {@link TableFacts},
 * {@link TableIdentity}.
 */
@NullMarked
package io.serviceping.plan.facts;

import org.jspecify.annotations.NullMarked;
