/**
 * Clock, waiting, and the periods of pings.
 *
 * <p>Doors: {@link Bounded}, {@link Period}, {@link Sleeper}, {@link TimeSource}.
 */
@NullMarked
package io.serviceping.time;

import org.jspecify.annotations.NullMarked;
