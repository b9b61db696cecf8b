package io.serviceping.testing;

import io.serviceping.definition.sql.InvalidSelectException;
import io.serviceping.definition.sql.MetricSelect;
import java.util.Optional;

/** The SQL of a test's definition, parsed as that of a definition file is. */
public final class Parsed {
    private Parsed() {}

    public static Optional<MetricSelect> sql(String sql) {
        try {
            return Optional.of(MetricSelect.parse(sql));
        } catch (InvalidSelectException e) {
            throw new IllegalArgumentException(sql, e);
        }
    }
}
