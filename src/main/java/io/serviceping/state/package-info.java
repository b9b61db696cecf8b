/** The state database and its lock: opened, migrated, and held by one run at a time. */
@NullMarked
package io.serviceping.state;

import org.jspecify.annotations.NullMarked;
