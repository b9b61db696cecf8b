/**
 * What the commands list, as JSON; {@code docs/reference/json.md} documents the keys.
 *
 * <p>Doors: none.
 */
@NullMarked
package io.serviceping.cli.json;

import org.jspecify.annotations.NullMarked;
