/** Reads only regular files up to a maximum size, and writes files that only our user may access. */
@NullMarked
package io.serviceping.files;

import org.jspecify.annotations.NullMarked;
