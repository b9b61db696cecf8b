/** The outbox: pings frozen as bytes, and a state machine of compare-and-set verbs that says where each stands. */
@NullMarked
package io.serviceping.outbox;

import org.jspecify.annotations.NullMarked;
