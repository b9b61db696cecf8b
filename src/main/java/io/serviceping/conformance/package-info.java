/** Checks whether an endpoint does what a sender must be able to rely on; a program of its own, which sends pings that it makes up. */
@NullMarked
package io.serviceping.conformance;

import org.jspecify.annotations.NullMarked;
