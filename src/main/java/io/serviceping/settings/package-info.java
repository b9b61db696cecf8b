/** Everything under {@code service-ping}: read by Spring Boot's rules, every problem at once, one immutable record. */
@NullMarked
package io.serviceping.settings;

import org.jspecify.annotations.NullMarked;
