/** Submission: the outbox's bytes sent to the endpoint, and one place that decides what its answer means. */
@NullMarked
package io.serviceping.submit;

import org.jspecify.annotations.NullMarked;
