/** An application database to try Service Ping on: an issue tracker with CI, two years of it. */
@NullMarked
package io.serviceping.demo;

import org.jspecify.annotations.NullMarked;
