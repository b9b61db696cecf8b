/** Checks that the results of the endpoint check are right. */
@NullMarked
package io.serviceping.conformance;

import org.jspecify.annotations.NullMarked;
