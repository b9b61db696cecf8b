/** The outbox: pings frozen as bytes, and a state machine of compare-and-set verbs for their delivery. */
@NullMarked
package io.serviceping.outbox;

import org.jspecify.annotations.NullMarked;
