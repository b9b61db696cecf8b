/**
 * Connections, sessions, time limits and throttles.
 *
 * <p>Doors: {@link ApplicationDatabases}, {@link CountLimits}, {@link DatabaseUnavailableException},
 * {@link PoolingCheck}, {@link ServerClock}, {@link StoppedException}, {@link ThrottleCheck},
 * {@link ThrottleLimits}, {@link ThrottleListener}, {@link ThrottleUnavailableException}.
 */
@NullMarked
package io.serviceping.count.database;

import org.jspecify.annotations.NullMarked;
