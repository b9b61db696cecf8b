package io.serviceping.plan.query;

import java.util.List;

/**
 * A piece of SQL over a row.
 *
 * @param sql may be empty
 * @param parameters the values of its {@code ?}
 */
public record Fragment(String sql, List<Parameter> parameters) {
    public static final Fragment NONE = of("");

    public Fragment {
        parameters = List.copyOf(parameters);
    }

    public static Fragment of(String sql) {
        return new Fragment(sql, List.of());
    }

    public boolean isEmpty() {
        return sql.isEmpty();
    }
}
