/** Reads regular files up to a maximum size, and writes files with access for our user only. */
@NullMarked
package io.serviceping.files;

import org.jspecify.annotations.NullMarked;
