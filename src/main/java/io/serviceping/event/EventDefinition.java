package io.serviceping.event;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * One checked event that is not removed.
 *
 * @param category what an admin switches off as a group
 * @param expires the first version of the product that does not count the event
 * @param union events that share it have equal members
 * @param properties in frozen order
 * @param identifiers each with the properties that keep its members apart
 * @param transactional counted in transactions of the application
 * @param file as problems show it
 */
record EventDefinition(
        int number,
        String name,
        String category,
        Optional<String> expires,
        Optional<String> union,
        List<EventProperty> properties,
        Map<IdentifierKind, List<String>> identifiers,
        Optional<Sum> sum,
        boolean transactional,
        Path file,
        int line) {
    /**
     * A number that calls add up.
     *
     * @param most the largest of one call
     * @param unit empty: none
     */
    record Sum(String name, long most, Optional<String> unit) {}

    EventDefinition {
        properties = List.copyOf(properties);
        identifiers = Map.copyOf(identifiers);
    }

    boolean isExpired(String productVersion) {
        return expires.filter(first -> ProductVersion.of(first).compareTo(ProductVersion.of(productVersion)) <= 0)
                .isPresent();
    }

    Cells cells() {
        return new Cells(properties);
    }

    /** The cells that keep the members of an identifier apart. */
    Cells cells(IdentifierKind kind) {
        List<String> by = identifiers.getOrDefault(kind, List.of());
        return new Cells(properties.stream()
                .filter(property -> by.contains(property.name()))
                .toList());
    }
}
