/** The demo database on H2 and on PostgreSQL, and every shipped definition counted in it. */
@NullMarked
package io.serviceping.demo;

import org.jspecify.annotations.NullMarked;
