/** Counting on real databases: every kind of answer, every way to fail, and nothing that writes. */
@NullMarked
package io.serviceping.count;

import org.jspecify.annotations.NullMarked;
