/** Content hashes. Depends on no stage. */
@NullMarked
package io.serviceping.digest;

import org.jspecify.annotations.NullMarked;
