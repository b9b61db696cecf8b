@NullMarked
package io.serviceping.conformance;

import org.jspecify.annotations.NullMarked;
