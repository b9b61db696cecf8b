/**
 * What the commands list, as JSON; {@code docs/reference/json.md} documents the keys.
 *
 * <p>Doors: {@link Json}, {@link JsonOption}, {@link PingJson}, {@link PlanJson}.
 */
@NullMarked
package io.serviceping.cli.json;

import org.jspecify.annotations.NullMarked;
