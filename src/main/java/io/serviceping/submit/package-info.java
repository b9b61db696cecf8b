/**
 * Submission: when a ping is sent, and what the endpoint's answer means.
 *
 * <p>Doors: {@link Delivery}, {@link DeliveryReport}, {@link PingResult}, {@link ReceiptReader}, {@link RetryPolicy}.
 */
@NullMarked
package io.serviceping.submit;

import org.jspecify.annotations.NullMarked;
