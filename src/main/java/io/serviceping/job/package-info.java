/**
 * Joins measuring and delivering. Its rooms: {@code run} and {@code preview} know {@code installation}; {@code run}
 * knows {@code delivery} too, and {@code delivery} and {@code status} know {@code installation}.
 */
@NullMarked
package io.serviceping.job;

import org.jspecify.annotations.NullMarked;
