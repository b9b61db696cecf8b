package io.serviceping.settings;

import org.jspecify.annotations.Nullable;

/**
 * The product this installation runs, as it is named in the payload.
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
