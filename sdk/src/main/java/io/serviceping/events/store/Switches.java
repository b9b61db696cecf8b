package io.serviceping.events.store;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;

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
        List<Switches> row = new Statements(connection)
                .query(
                        "select counting, off_categories from product_event_switch",
                        one -> of(one.getBoolean(1), one.getString(2)));
        return row.isEmpty() ? ON : row.get(0);
    }

    private static Switches of(boolean counting, String offCategories) {
        Set<String> words =
                new TreeSet<>(List.of(offCategories.toLowerCase(Locale.ROOT).split("[\\s,;]+", -1)));
        words.remove("");
        return new Switches(!counting, words);
    }

    /** A word that is not known may be a misspelt category: until it is mended, everything is off. */
    public Switches among(Set<String> known) {
        return problem(known).isEmpty() ? this : new Switches(true, categories);
    }

    /** What is to be mended; empty: nothing. */
    public String problem(Set<String> known) {
        Set<String> unknown = new TreeSet<>(categories);
        unknown.removeAll(known);
        return unknown.isEmpty()
                ? ""
                : "Nothing is counted: off_categories in product_event_switch has " + unknown
                        + ", which is no category and is taken for off";
    }

    public boolean isOff(String category) {
        return all || categories.contains(category);
    }
}
