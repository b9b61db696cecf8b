/**
 * The reference endpoint: receives pings over HTTP, checks each against the schema, stores it once and answers with a
 * receipt.
 *
 * <p>Doors: {@link Access}, {@link Collector}, {@link CollectorSettings}, {@link Sha256}, {@link StandardWebhooks}.
 */
@NullMarked
package io.serviceping.collector;

import org.jspecify.annotations.NullMarked;
