/**
 * Everything under {@code service-ping}: reads it by Spring Boot's rules into one immutable record. Reports all
 * problems at once.
 */
@NullMarked
package io.serviceping.settings;

import org.jspecify.annotations.NullMarked;
