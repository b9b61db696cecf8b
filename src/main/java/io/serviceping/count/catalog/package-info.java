/**
 * Facts about the databases' tables, columns and functions.
 *
 * <p>Doors: {@link CatalogReader}, {@link DatabaseSetup}, {@link EventHistory}, {@link EventTables}, {@link FunctionCheck}, {@link RowSecurityCheck}.
 */
@NullMarked
package io.serviceping.count.catalog;

import org.jspecify.annotations.NullMarked;
