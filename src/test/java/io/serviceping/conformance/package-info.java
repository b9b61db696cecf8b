/** Whether the check of an endpoint can be trusted. */
@NullMarked
package io.serviceping.conformance;

import org.jspecify.annotations.NullMarked;
