/** The ping's JSON document; knows nothing of delivery. */
@NullMarked
package io.serviceping.payload;

import org.jspecify.annotations.NullMarked;
