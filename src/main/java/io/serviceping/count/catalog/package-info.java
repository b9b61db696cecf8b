/**
 * Facts about the databases' tables, columns and functions.
 *
 * <p>Doors: {@link CatalogReader}, {@link DatabaseSetup}, {@link EventTables}, {@link FunctionCheck}, {@link RowSecurityCheck}.
 */
@NullMarked
package io.serviceping.count.catalog;

import org.jspecify.annotations.NullMarked;
