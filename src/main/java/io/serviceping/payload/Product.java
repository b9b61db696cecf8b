package io.serviceping.payload;

import org.jspecify.annotations.Nullable;

/**
 * What is installed here.
 *
 * @param edition null where the product has none
 */
public record Product(String name, String version, @Nullable String edition) {}
