/**
 * Content hashes. Depends on no stage.
 *
 * <p>Doors: {@link Fingerprint}, {@link Sha256}.
 */
@NullMarked
package io.serviceping.digest;

import org.jspecify.annotations.NullMarked;
