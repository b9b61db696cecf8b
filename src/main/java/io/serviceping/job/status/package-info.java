/**
 * What an installation has done, and what it will do next.
 *
 * <p>Doors: {@link CheckedDefinitions}, {@link Plural}, {@link Gap}, {@link InstallationStatus}.
 */
@NullMarked
package io.serviceping.job.status;

import org.jspecify.annotations.NullMarked;
