/** The reference endpoint: takes pings over HTTP, checks each against the schema, keeps it once and answers with a receipt. */
@NullMarked
package io.serviceping.collector;

import org.jspecify.annotations.NullMarked;
