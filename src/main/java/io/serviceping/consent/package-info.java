/** Whether Service Ping is switched off. One explicit "off" wins over every "on". */
@NullMarked
package io.serviceping.consent;

import org.jspecify.annotations.NullMarked;
