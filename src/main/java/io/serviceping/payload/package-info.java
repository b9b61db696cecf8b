/** The ping's JSON document, and nothing of how it travels. */
@NullMarked
package io.serviceping.payload;

import org.jspecify.annotations.NullMarked;
