/**
 * An application database for trying Service Ping: an issue tracker with CI and two years of history.
 *
 * <p>Doors: {@link DemoDatabase}, {@link DemoHome}.
 */
@NullMarked
package io.serviceping.demo;

import org.jspecify.annotations.NullMarked;
