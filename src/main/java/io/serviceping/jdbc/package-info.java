/** Database addresses. Depends on no stage. */
@NullMarked
package io.serviceping.jdbc;

import org.jspecify.annotations.NullMarked;
