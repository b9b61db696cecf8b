/** The hash that names content, for the stages of the sender. Knows no stage. */
@NullMarked
package io.serviceping.digest;

import org.jspecify.annotations.NullMarked;
