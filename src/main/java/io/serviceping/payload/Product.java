package io.serviceping.payload;

import org.jspecify.annotations.Nullable;

/**
 * The product that this installation runs.
 *
 * @param version as the vendor writes it, such as {@code 17.4.1}
 * @param edition such as {@code community}; null where the product has none
 */
public record Product(String name, String version, @Nullable String edition) {
    public Product {
        if (name.isBlank() || version.isBlank()) {
            throw new IllegalArgumentException("name and version must not be blank");
        }
    }
}
