package io.serviceping.payload;

import org.jspecify.annotations.Nullable;

/**
 * The product that this installation runs.
 *
 * @param version in the vendor's format, such as {@code 17.4.1}
 * @param edition such as {@code community}; null when the product has no editions
 */
public record Product(String name, String version, @Nullable String edition) {
    public Product {
        if (name.isBlank() || version.isBlank()) {
            throw new IllegalArgumentException("name and version must not be blank");
        }
    }
}
