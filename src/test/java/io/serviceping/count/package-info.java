/** Counting on real databases: every kind of answer, every kind of failure, and the proof that nothing is written. */
@NullMarked
package io.serviceping.count;

import org.jspecify.annotations.NullMarked;
