/** What the steps of a run share. */
@NullMarked
package io.serviceping.job;

import org.jspecify.annotations.NullMarked;
