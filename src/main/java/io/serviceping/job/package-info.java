/**
 * Joins counting and delivery. {@code run} and {@code preview} use {@code installation}; {@code run} also uses
 * {@code delivery}; {@code delivery} and {@code status} use {@code installation}.
 *
 * <p>Doors: none.
 */
@NullMarked
package io.serviceping.job;

import org.jspecify.annotations.NullMarked;
