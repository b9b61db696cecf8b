/** From definitions to finished SQL: what is asked of which database, and which metrics each answer serves. */
@NullMarked
package io.serviceping.plan;

import org.jspecify.annotations.NullMarked;
