/** How to reach a database. Knows no stage. */
@NullMarked
package io.serviceping.jdbc;

import org.jspecify.annotations.NullMarked;
