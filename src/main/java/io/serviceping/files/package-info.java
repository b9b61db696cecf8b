/**
 * Reads regular files up to a maximum size, and writes files with access for our user only.
 *
 * <p>Doors: {@link AccessRemedy}, {@link FileTrouble}, {@link PrivateFiles}, {@link RegularFile}, {@link UnusableFileException}.
 */
@NullMarked
package io.serviceping.files;

import org.jspecify.annotations.NullMarked;
