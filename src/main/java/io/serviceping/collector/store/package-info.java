/**
 * The collector's database: pings, rejects and reports.
 *
 * <p>Doors: {@link Storage}, {@link StoreUnavailableException}.
 */
@NullMarked
package io.serviceping.collector.store;

import org.jspecify.annotations.NullMarked;
