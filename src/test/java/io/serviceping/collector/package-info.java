/** The collector over real HTTP, and the schema against documents good and bad. */
@NullMarked
package io.serviceping.collector;

import org.jspecify.annotations.NullMarked;
