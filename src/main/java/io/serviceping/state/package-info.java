/**
 * The state database and its lock: opened, migrated, and held by one run at a time.
 *
 * <p>Doors: {@link ClusterLock}, {@link CommandRun}, {@link CommandRuns}, {@link FencedTransactions}, {@link InstanceId}, {@link LockWatch}, {@link RunFigures}, {@link RunHistory}, {@link RunLock}, {@link RunProgress}, {@link SendLock}, {@link StateDatabase}, {@link StateFailures}, {@link StateUnavailableException}, {@link TakenOverException}.
 */
@NullMarked
package io.serviceping.state;

import org.jspecify.annotations.NullMarked;
