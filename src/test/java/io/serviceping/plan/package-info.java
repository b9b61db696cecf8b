/** Periods, plans against a golden file, and windows whose SQL must still mean what its author wrote. */
@NullMarked
package io.serviceping.plan;

import org.jspecify.annotations.NullMarked;
