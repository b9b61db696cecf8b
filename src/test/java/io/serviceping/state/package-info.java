/** The state database and the locks, with other processes that hold them and are killed. */
@NullMarked
package io.serviceping.state;

import org.jspecify.annotations.NullMarked;
