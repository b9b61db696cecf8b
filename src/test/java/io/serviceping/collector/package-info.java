/** The collector over real HTTP, and the schema against valid and invalid documents. */
@NullMarked
package io.serviceping.collector;

import org.jspecify.annotations.NullMarked;
