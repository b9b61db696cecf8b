/** Scans run against the application databases, read-only, and what became of each metric. */
@NullMarked
package io.serviceping.count;

import org.jspecify.annotations.NullMarked;
