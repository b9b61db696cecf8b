package io.serviceping.events.store;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/**
 * What the product's admin switched off in {@code product_event_switch}.
 *
 * @param all everything
 * @param categories only events of these categories
 */
public record Switches(boolean all, Set<String> categories) {
    public static final Switches ON = new Switches(false, Set.of());

    public Switches {
        categories = Set.copyOf(categories);
    }

    /** What is switched off. An empty table switches nothing off. */
    public static Switches read(Connection connection) throws SQLException {
        return new Statements(connection)
                        .query(
                                "select counting, off_categories from product_event_switch",
                                row -> of(row.getBoolean(1), row.getString(2)))
                        .stream()
                        .findFirst()
                        .orElse(ON);
    }

    private static Switches of(boolean counting, String offCategories) {
        String[] categories = offCategories.strip().toLowerCase(Locale.ROOT).split("[\\s,;]+");
        return new Switches(!counting, Set.copyOf(List.of(categories)));
    }

    public boolean isOff(String category) {
        return all || categories.contains(category);
    }
}
