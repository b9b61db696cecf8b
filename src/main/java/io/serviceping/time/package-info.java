/** Time: how it is told, how it passes, and the periods of a ping. */
@NullMarked
package io.serviceping.time;

import org.jspecify.annotations.NullMarked;
