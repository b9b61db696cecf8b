/** Clock, waiting, and the periods of pings. */
@NullMarked
package io.serviceping.time;

import org.jspecify.annotations.NullMarked;
