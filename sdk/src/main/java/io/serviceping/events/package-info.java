/** Counts what happens in an application: one call, a counter file, and small tables in the application's own database. */
package io.serviceping.events;
