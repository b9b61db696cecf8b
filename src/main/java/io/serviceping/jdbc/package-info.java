/** Database addresses, and what is between us and a database. Depends on no stage. */
@NullMarked
package io.serviceping.jdbc;

import org.jspecify.annotations.NullMarked;
