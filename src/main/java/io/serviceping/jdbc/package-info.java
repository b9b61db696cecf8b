/**
 * Database addresses, and what is between us and a database. Depends on no stage.
 *
 * <p>Doors: {@link Failure}, {@link JdbcAddress}, {@link TransactionPooling}.
 */
@NullMarked
package io.serviceping.jdbc;

import org.jspecify.annotations.NullMarked;
