/**
 * What the databases know of their tables, columns and functions.
 *
 * <p>Doors: {@link CatalogReader}, {@link FunctionCheck}.
 */
@NullMarked
package io.serviceping.count.catalog;

import org.jspecify.annotations.NullMarked;
