/** Tests of plans against a golden file, and of windowed SQL against its author's meaning. */
@NullMarked
package io.serviceping.plan;

import org.jspecify.annotations.NullMarked;
