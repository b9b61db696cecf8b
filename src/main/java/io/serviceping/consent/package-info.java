/** Who has switched Service Ping off: any explicit off wins over any on. */
@NullMarked
package io.serviceping.consent;

import org.jspecify.annotations.NullMarked;
