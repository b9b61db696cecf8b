/**
 * The reference endpoint: receives pings over HTTP, checks each against the schema, stores it once and answers with a
 * receipt.
 */
@NullMarked
package io.serviceping.collector;

import org.jspecify.annotations.NullMarked;
