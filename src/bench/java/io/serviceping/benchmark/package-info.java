/** The benchmark of the counting engine: {@code ./mvnw -Pbenchmark verify}. What it does: docs/benchmarks.md. */
@NullMarked
package io.serviceping.benchmark;

import org.jspecify.annotations.NullMarked;
