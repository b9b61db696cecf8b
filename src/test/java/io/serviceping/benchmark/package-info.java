@NullMarked
package io.serviceping.benchmark;

import org.jspecify.annotations.NullMarked;
