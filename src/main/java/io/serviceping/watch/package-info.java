/** What monitoring is told: a verdict for a check, and files and requests at the end of a run. */
@NullMarked
package io.serviceping.watch;

import org.jspecify.annotations.NullMarked;
