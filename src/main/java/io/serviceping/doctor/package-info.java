/**
 * Looks for what is wrong with an installation. Each check is a class of its own and knows no other.
 *
 * <p>Doors: {@link Doctor}, {@link Examined}, {@link Finding}, {@link Subject}.
 */
@NullMarked
package io.serviceping.doctor;

import org.jspecify.annotations.NullMarked;
