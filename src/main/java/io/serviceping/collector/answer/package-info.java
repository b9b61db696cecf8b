/**
 * What the collector answers: JSON, and the problems for which it refuses a request.
 *
 * <p>Doors: none.
 */
@NullMarked
package io.serviceping.collector.answer;

import org.jspecify.annotations.NullMarked;
