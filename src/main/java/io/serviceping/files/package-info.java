/** How files are read and written: only regular ones, never more than expected, and ours for our user alone. */
@NullMarked
package io.serviceping.files;

import org.jspecify.annotations.NullMarked;
