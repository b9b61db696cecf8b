/**
 * The collector's answers: JSON, and the problems with which it refuses a request.
 *
 * <p>Doors: none.
 */
@NullMarked
package io.serviceping.collector.answer;

import org.jspecify.annotations.NullMarked;
