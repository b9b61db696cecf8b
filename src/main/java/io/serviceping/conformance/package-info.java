/**
 * Checks with made-up pings whether an endpoint does what senders rely on. A program that uses none of the sender's
 * classes.
 */
@NullMarked
package io.serviceping.conformance;

import org.jspecify.annotations.NullMarked;
