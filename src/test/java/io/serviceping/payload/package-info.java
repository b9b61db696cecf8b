/** Checks the document byte for byte and against the published schema. */
@NullMarked
package io.serviceping.payload;

import org.jspecify.annotations.NullMarked;
