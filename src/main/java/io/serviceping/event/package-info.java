/**
 * Definitions of events: reads them, writes the catalogue that the application counts by, and makes the SQL of metrics over
 * events. The application's side is {@code io.serviceping.events}, in the folder {@code sdk}.
 *
 * <p>Doors: {@link EventDefinitions}.
 */
@NullMarked
package io.serviceping.event;

import org.jspecify.annotations.NullMarked;
