/**
 * The ping's JSON document; knows nothing of delivery.
 *
 * <p>Doors: {@link Heading}, {@link Payload}, {@link PayloadReader}, {@link PayloadWriter}, {@link Product}.
 */
@NullMarked
package io.serviceping.payload;

import org.jspecify.annotations.NullMarked;
