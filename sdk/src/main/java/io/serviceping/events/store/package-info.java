/** The tables of events in the application's database. Not for applications. */
package io.serviceping.events.store;
