/**
 * Checks with made-up pings whether an endpoint does what senders rely on. A program that uses none of the sender's
 * classes.
 *
 * <p>Doors: {@link EndpointCheck}, {@link Finding}, {@link Keys}, {@link Requirement}, {@link SigningSecret}, {@link Verdict}.
 */
@NullMarked
package io.serviceping.conformance;

import org.jspecify.annotations.NullMarked;
