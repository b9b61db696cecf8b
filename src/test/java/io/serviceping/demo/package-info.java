/** The demo database on both databases, and every shipped definition counted in it. */
@NullMarked
package io.serviceping.demo;

import org.jspecify.annotations.NullMarked;
